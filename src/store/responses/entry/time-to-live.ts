import type { JsonObject } from '../../../protocol/json-rpc.ts';
import type { CacheRule } from '../cache-rule.ts';

/** However often an answer changed, it is worth keeping for a moment. */
const MIN_TTL_MS = 1_000;

interface Observation {
  /** What the earlier answer was given. */
  readonly ttlMs: number;
  /** How old it was when the new one came. */
  readonly ageMs: number;
  readonly hasChanged: boolean;
}

/**
 * What an answer may live, by what became of the one before: half the age at which a change was seen, twice as
 * long where there was none after a whole TTL; never beyond the rule's bounds.
 */
export function nextTtlMs(rule: Pick<CacheRule, 'ttlMs' | 'maxTtlMs'>, seen?: Observation): number {
  if (!seen) return rule.ttlMs;
  const min = Math.min(MIN_TTL_MS, rule.ttlMs);
  if (seen.hasChanged) return Math.max(min, Math.min(seen.ttlMs, Math.floor(seen.ageMs / 2)));
  return seen.ageMs >= seen.ttlMs ? Math.min(rule.maxTtlMs, seen.ttlMs * 2) : seen.ttlMs;
}

/** No server knows its data for longer. */
const MAX_HINT_MS = 24 * 3_600_000;

/** What a server itself says that its answer may live; 0 where it says nothing that can be read. */
export function hintedTtlMs({ ttlMs }: JsonObject): number {
  return typeof ttlMs === 'number' && ttlMs > 0 ? Math.min(ttlMs, MAX_HINT_MS) : 0;
}
