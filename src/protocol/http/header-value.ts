const PREFIX = '=?base64?';
const SUFFIX = '?=';
const BASE64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/;
const PLAIN = /^[\t\x20-\x7e]+$/;

/** A text as a field value; what a header cannot carry as it is goes as Base64 (spec 2026-07-28, "Value Encoding"). */
export function encodeHeaderValue(text: string): string {
  const isPlain = PLAIN.test(text) && text === text.trim() && !isWrapped(text);
  return isPlain ? text : `${PREFIX}${Buffer.from(text).toString('base64')}${SUFFIX}`;
}

/** The text that a field value stands for; undefined where its Base64 is none. */
export function decodeHeaderValue(value: string): string | undefined {
  const trimmed = value.trim();
  if (!isWrapped(trimmed)) return trimmed;
  const encoded = trimmed.slice(PREFIX.length, -SUFFIX.length);
  return BASE64.test(encoded) ? Buffer.from(encoded, 'base64').toString() : undefined;
}

function isWrapped(text: string): boolean {
  return text.length >= PREFIX.length + SUFFIX.length && text.startsWith(PREFIX) && text.endsWith(SUFFIX);
}
