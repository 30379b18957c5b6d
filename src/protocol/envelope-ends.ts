import type { JsonObject, RequestId } from './json-rpc.ts';

const ID = String.raw`(-?\d{1,15}|"[^"\\]{0,200}")`;
const VERSION = String.raw`"jsonrpc"\s*:\s*"2\.0"`;
/** The members that come before the first that is long, which says what the message is. */
const BEGINNING = new RegExp(
  String.raw`^\s*\{\s*(?:${VERSION}\s*,\s*)?(?:"id"\s*:\s*${ID}\s*,\s*)?(?:${VERSION}\s*,\s*)?"(method|result|error)"\s*:`,
);
/** The members that come after it. The last brace is the message's own, so they are too. */
const END = new RegExp(String.raw`,\s*(?:"id"\s*:\s*${ID}\s*(?:,\s*${VERSION}\s*)?)\}\s*$`);

/**
 * The envelope of a message that is too long to be read, as far as its two ends show it: whether it calls or
 * answers, and under which id. Serializers write what is short together, at one end or the other.
 */
export function envelopeByEnds(beginning: string, end: string): JsonObject | undefined {
  const [, first, kind] = BEGINNING.exec(beginning) ?? [];
  const id = first ?? END.exec(end)?.[1];
  if (kind === undefined || id === undefined) return undefined;
  return { jsonrpc: '2.0', id: JSON.parse(id) as RequestId, [kind]: undefined };
}
