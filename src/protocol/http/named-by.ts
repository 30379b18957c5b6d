import type { JsonObject } from '../json-rpc.ts';

/** The key of `params` that the header `Mcp-Name` repeats, by method. */
const NAMED_BY: Readonly<Record<string, string>> = {
  'tools/call': 'name',
  'prompts/get': 'name',
  'resources/read': 'uri',
  'tasks/get': 'taskId',
  'tasks/update': 'taskId',
  'tasks/cancel': 'taskId',
};

/** What `Mcp-Name` says of a request; undefined where the method has none. */
export function nameOf(method: string, params: JsonObject | undefined): unknown {
  const key = NAMED_BY[method];
  return key === undefined ? undefined : params?.[key];
}
