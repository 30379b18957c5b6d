import { isObject } from '../../../protocol/json-rpc.ts';

/**
 * JSON in the one form that RFC 8785 (JCS) gives a value: keys in the order of their UTF-16 units, numbers and
 * strings as ECMAScript writes them, no white space. Equal values have equal texts, whatever their key order.
 */
export function canonicalJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`;
  if (!isObject(value)) return JSON.stringify(value) ?? 'null';
  let members = '';
  for (const key of Object.keys(value).sort()) {
    const member = value[key];
    if (member === undefined) continue;
    members += `${members && ','}${JSON.stringify(key)}:${canonicalJson(member)}`;
  }
  return `{${members}}`;
}
