import type { View } from '../../catalog/view.ts';
import { remainingTtlMs } from '../../downstream/snapshot.ts';
import type { JsonObject } from '../../protocol/json-rpc.ts';
import { META, metaOf } from '../../protocol/versions.ts';
import type { SessionParts } from '../context.ts';
import { SERVER_INFO } from '../identity.ts';

/** Results that must carry cache hints (spec 2026-07-28, server/utilities/caching). */
const CACHEABLE = new Set([
  'server/discover',
  'tools/list',
  'prompts/list',
  'resources/list',
  'resources/templates/list',
  'resources/read',
]);

/** Lists without a server's own hint: changes are announced, so a client may keep them for a while. */
const DEFAULT_LIST_TTL_MS = 60_000;

const SIGNATURE: JsonObject = { [META.serverInfo]: SERVER_INFO };

/** A result as the modern era wants it: typed, signed by us, and with cache hints where they are required. */
export function modernResult(
  method: string,
  result: JsonObject,
  { view, clock }: Pick<SessionParts, 'view' | 'clock'>,
): JsonObject {
  const { resultType = 'complete' } = result;
  const own = metaOf(result);
  const signed = { ...result, resultType, _meta: own ? { ...own, ...SIGNATURE } : SIGNATURE };
  if (resultType !== 'complete' || !CACHEABLE.has(method)) return signed;
  return { ...signed, ...cacheHints(method, result, view.snapshots(), clock.wallTime()) };
}

/** For what is merged: what remains of the shortest of its parts, and private as soon as one part is. */
function cacheHints(
  method: string,
  result: JsonObject,
  servers: ReturnType<View['snapshots']>,
  wallTime: number,
): JsonObject {
  if (method === 'resources/read') {
    // A server that says nothing has not allowed anything to be kept.
    return { ttlMs: result.ttlMs ?? 0, cacheScope: result.cacheScope ?? 'private' };
  }
  const parts = servers.flatMap(({ snapshot }) => snapshot ?? []);
  const remaining = parts.flatMap((part) => remainingTtlMs(part, wallTime) ?? []);
  const isPublic = parts.length > 0 && parts.every((part) => part.cacheScope === 'public');
  return {
    ttlMs: Math.round(Math.min(DEFAULT_LIST_TTL_MS, ...remaining)),
    cacheScope: isPublic ? 'public' : 'private',
  };
}
