import type { View } from '../catalog/view.ts';
import type { Question } from '../downstream/caller.ts';
import { isObject, type JsonObject } from '../protocol/json-rpc.ts';

/** In the `_meta` of a question: the server that asks, by the name it is configured under. */
const ASKER = 'dev.trunkline/server';

/**
 * The params of a question with the name of the server that asks, which a host of many servers could not tell
 * else: in `_meta`, and where a person reads it. In the view of one server they stay as they are.
 */
export function withAsker({ serverName, method, params }: Question, view: View): JsonObject | undefined {
  if (serverName === undefined || view.onlyServer !== undefined) return params;
  const named = { ...params, _meta: { ...(params?._meta as JsonObject | undefined), [ASKER]: serverName } };
  if (method !== 'elicitation/create' || typeof params?.message !== 'string') return named;
  return { ...named, message: `${serverName}: ${params.message}` };
}

/** The result of a modern server with the name of the server in the questions that it may be. */
export function withAskers(result: JsonObject, serverName: string, view: View): JsonObject {
  if (!isObject(result.inputRequests) || view.onlyServer !== undefined) return result;
  const named = Object.entries(result.inputRequests).map(([key, request]) => {
    if (!isObject(request)) return [key, request];
    const { method, params } = request;
    const question = { serverName, method: String(method), params: isObject(params) ? params : undefined };
    return [key, { ...request, params: withAsker(question, view) }];
  });
  return { ...result, inputRequests: Object.fromEntries(named) };
}
