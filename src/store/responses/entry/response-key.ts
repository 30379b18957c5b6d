import { hash } from 'node:crypto';
import { isObject, type JsonObject } from '../../../protocol/json-rpc.ts';
import { canonicalJson } from './canonical-json.ts';

/** A request whose answer might be kept, with everything that its answer may depend on. */
export interface ResponseRequest {
  readonly method: 'tools/call' | 'resources/read';
  readonly serverName: string;
  /** The tool's own name, or the resource's own URI. */
  readonly name: string;
  /** Of how the server is started or reached. */
  readonly definitionHash: string;
  /** Of the tool's own definition; empty for resources. */
  readonly toolHash: string;
  readonly arguments: JsonObject;
  /** Whose answer it is. */
  readonly principal: string;
  readonly workspace: string;
  /** Which of the server's connections may answer it: sessions for which it answers alike have the same. */
  readonly audience: string;
}

/** Bumped when the form of what is stored changes. */
const FORMAT = 3;

/** Where a key comes from, hashed: nothing of the arguments can be read from it, and no two inputs run together. */
export function responseKey(
  request: ResponseRequest,
  scope: 'principal' | 'public',
  vary?: readonly string[],
): string {
  const { method, serverName, name, definitionHash, toolHash, workspace, audience } = request;
  const args = vary
    ? vary.map((path) => [path, argumentAt(request.arguments, path) ?? null])
    : request.arguments;
  const principal = scope === 'public' ? null : request.principal;
  // An array of strings is canonical as it is.
  const asked = JSON.stringify([
    FORMAT,
    method,
    serverName,
    name,
    definitionHash,
    toolHash,
    principal,
    workspace,
    audience,
  ]);
  return digest(asked + canonicalJson(args));
}

/** A short fingerprint of a text. */
export function digest(text: string): string {
  return hash('sha256', text, 'base64url');
}

/** The argument at a dotted path. */
export function argumentAt(value: unknown, path: string): unknown {
  let current = value;
  for (const key of path.split('.'))
    current = isObject(current) && Object.hasOwn(current, key) ? current[key] : undefined;
  return current;
}
