import { isObject, type JsonObject } from '../../../protocol/json-rpc.ts';
import type { CallToolResult } from '../../call.ts';
import { invalidArguments } from '../arguments.ts';
import { atPointer } from '../json-pointer.ts';

/** `id#text` or `id#/pointer`. Anything else under `$ref`, such as a JSON Schema's own, is plain data. */
const REFERENCE = /^([\w.-]{1,64})#(text|\/.*)?$/s;

/** The ids of the calls whose results the arguments refer to. */
export function referencesIn(value: unknown): string[] {
  const reference = parse(value);
  if (reference) return [reference.id];
  if (Array.isArray(value)) return value.flatMap(referencesIn);
  return isObject(value) ? Object.values(value).flatMap(referencesIn) : [];
}

/** The arguments with every reference replaced by what it leads to. @throws GatewayError where it leads nowhere */
export function withReferences(
  args: JsonObject,
  resultOf: (id: string) => CallToolResult | undefined,
): JsonObject {
  return Object.fromEntries(Object.entries(args).map(([key, value]) => [key, replace(value, resultOf)]));
}

function replace(value: unknown, resultOf: (id: string) => CallToolResult | undefined): unknown {
  const reference = parse(value);
  if (reference) {
    const found = lookUp(resultOf(reference.id) ?? {}, reference.path);
    if (found === undefined)
      throw invalidArguments(`The result of ${reference.id} has no ${reference.path}.`);
    return found;
  }
  if (Array.isArray(value)) return value.map((item) => replace(item, resultOf));
  return isObject(value) ? withReferences(value, resultOf) : value;
}

function parse(value: unknown): { id: string; path: string } | undefined {
  if (!isObject(value) || typeof value.$ref !== 'string' || Object.keys(value).length !== 1) return undefined;
  const [, id, path = ''] = REFERENCE.exec(value.$ref) ?? [];
  return id === undefined ? undefined : { id, path };
}

function lookUp(result: CallToolResult, path: string): unknown {
  if (path === 'text') return textOf(result);
  return atPointer('structuredContent' in result ? result : { ...result, ...readAsData(result) }, path);
}

/** Most servers have only text; where that is JSON, it is as good as structured content. */
function readAsData(result: CallToolResult): JsonObject {
  try {
    return { structuredContent: JSON.parse(textOf(result)) };
  } catch {
    return {}; // it is prose
  }
}

/** The text blocks of a result, one after the other. */
export function textOf({ content }: CallToolResult): string {
  if (!Array.isArray(content)) return '';
  return content
    .flatMap((block) => (isObject(block) && typeof block.text === 'string' ? [block.text] : []))
    .join('\n');
}
