import type { ReadOnlyRules } from '../config/config.ts';
import { isObject, type JsonObject } from '../protocol/json-rpc.ts';
import { matchesAny } from '../shared/globs.ts';
import { knownReadOnly } from './known-read-only.ts';

/**
 * Whether a tool is known to change nothing: the configuration says so, or the server does and is believed, or
 * it belongs to a well-known server of which the configuration says nothing. A server's annotations alone prove nothing (spec, server/tools: clients must consider them untrusted).
 */
export function isReadOnly(toolName: string, tool: JsonObject, rules: ReadOnlyRules): boolean {
  const tools = rules.tools ?? knownReadOnly(rules.program);
  return matchesAny(tools, toolName) || (rules.trustsAnnotations && claimsReadOnly(tool));
}

/** Whether the server itself says that a tool changes nothing. */
export function claimsReadOnly({ annotations }: JsonObject): boolean {
  return isObject(annotations) && annotations.readOnlyHint === true;
}
