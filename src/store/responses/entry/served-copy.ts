import { isObject, type JsonObject } from '../../../protocol/json-rpc.ts';
import type { ResponseEntry } from './response-entry.ts';

/** On a kept answer: that it is one, its age and TTL in milliseconds. In a request: `bypass` or `refresh`. */
export const CACHE_META = 'dev.trunkline/cache';

interface Served {
  readonly ageMs: number;
  /** What it may live by the rules as they are now. */
  readonly ttlMs: number;
  /** It is beyond its TTL, and a new one is being fetched. */
  readonly isStale: boolean;
}

/** A kept answer as it is given again: it says what it is, and promises no more time than it has left. */
export function servedCopy({ result, server }: ResponseEntry, { ageMs, ttlMs, isStale }: Served): JsonObject {
  const meta = isObject(result._meta) ? result._meta : {};
  const age = Math.round(ageMs);
  const cache = { hit: true, age, ttl: ttlMs, stale: isStale, server };
  const copy = { ...result, _meta: { ...meta, [CACHE_META]: cache } };
  return typeof result.ttlMs === 'number' ? { ...copy, ttlMs: Math.max(0, result.ttlMs - age) } : copy;
}
