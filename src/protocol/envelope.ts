import { isObject, type JsonObject, type Message, type RequestId } from './json-rpc.ts';

const ENVELOPE_KEYS = new Set(['jsonrpc', 'id', 'method', 'params', 'result', 'error']);

/** The keys of `params` on which Trunkline decides something. */
const PARAMS_KEYS = new Set([
  '_meta',
  'argument',
  'arguments',
  'capabilities',
  'clientInfo',
  'cursor',
  'inputResponses',
  'level',
  'name',
  'progressToken',
  'protocolVersion',
  'ref',
  'requestId',
  'requestState',
  'task',
  'taskId',
  'uri',
]);

const FOLDED_ENVELOPE_KEYS = new Set([...ENVELOPE_KEYS].map(fold));
const FOLDED_PARAMS_KEYS = new Set([...PARAMS_KEYS].map(fold));

/** Upper case first: it turns U+017F into S, and lower case then turns U+212A into k. */
function fold(key: string): string {
  return key.toUpperCase().toLowerCase();
}

/**
 * A key that a lenient parser (Go's, among others) takes for a protocol key though it is spelled otherwise.
 * Passing it on would let one frame mean two things (CVE-2026-27896).
 */
function findDisguisedKey(object: JsonObject, known: Set<string>, folded: Set<string>): string | undefined {
  for (const key in object) {
    if (!known.has(key) && folded.has(fold(key))) return key;
  }
  return undefined;
}

/** What keeps a parsed tree from being one MCP message; undefined if nothing does. */
export function findFault(tree: unknown): string | undefined {
  if (Array.isArray(tree)) return 'MCP has no batches: send each message on a line of its own.';
  if (!isObject(tree)) return 'A message must be a JSON object.';
  const disguised = findDisguisedKey(tree, ENVELOPE_KEYS, FOLDED_ENVELOPE_KEYS);
  if (disguised !== undefined)
    return `The key ${JSON.stringify(disguised)} looks like a JSON-RPC key but is not spelled as one.`;
  if (tree.jsonrpc !== '2.0') return 'The key "jsonrpc" must be "2.0".';
  return 'method' in tree ? findCallFault(tree) : findResponseFault(tree);
}

function findCallFault(tree: JsonObject): string | undefined {
  if (typeof tree.method !== 'string') return 'The key "method" must be a string.';
  if ('id' in tree && !isRequestId(tree.id)) return 'The key "id" must be a string or a safe integer.';
  if ('result' in tree || 'error' in tree) return 'A message is a request or a response, not both.';
  if (!('params' in tree)) return undefined;
  if (!isObject(tree.params)) return 'The key "params" must be an object.';
  const disguised = findDisguisedKey(tree.params, PARAMS_KEYS, FOLDED_PARAMS_KEYS);
  if (disguised === undefined) return undefined;
  return `The key ${JSON.stringify(disguised)} in "params" looks like an MCP key but is not spelled as one.`;
}

function findResponseFault(tree: JsonObject): string | undefined {
  if ('result' in tree) {
    if ('error' in tree) return 'A response has a result or an error, not both.';
    if (!isRequestId(tree.id)) return 'The key "id" must be a string or a safe integer.';
    return isObject(tree.result) ? undefined : 'The key "result" must be an object.';
  }
  if (!('error' in tree)) return 'A message needs a "method", a "result" or an "error".';
  // An error about an unreadable request has no id to name: JSON-RPC says null, MCP leaves it out.
  if (tree.id != null && !isRequestId(tree.id)) return 'The key "id" must be a string or a safe integer.';
  const { error } = tree;
  if (!isObject(error)) return 'The key "error" must be an object.';
  if (!Number.isSafeInteger(error.code)) return 'The error\'s "code" must be an integer.';
  return typeof error.message === 'string' ? undefined : 'The error\'s "message" must be a string.';
}

/** Narrows a tree in which `findFault` found nothing. */
export function asMessage(tree: unknown): Message {
  return tree as Message;
}

export function isRequestId(value: unknown): value is RequestId {
  return typeof value === 'string' || Number.isSafeInteger(value);
}
