import type { JsonObject } from '../../../protocol/json-rpc.ts';
import type { CacheRule } from '../cache-rule.ts';
import type { ResponseEntry } from './response-entry.ts';

type Bounds = Pick<CacheRule, 'ttlMs' | 'maxTtlMs'>;

interface Observation {
  /** What the earlier answer was given. */
  readonly ttlMs: number;
  /** How old it was when the new one came. */
  readonly ageMs: number;
  readonly hasChanged: boolean;
}

interface Learned {
  /** What an answer was seen to last, whatever its arguments. */
  readonly ttlMs: number;
  /** What none is given any more since one has changed by itself. */
  readonly maxTtlMs: number;
}

/** However often an answer changed, it is worth keeping for a moment. */
const MIN_TTL_MS = 1_000;
const NOTHING: Learned = { ttlMs: 0, maxTtlMs: Number.POSITIVE_INFINITY };

/**
 * What answers may live, by what became of those before: half the age at which one had changed, twice the age at
 * which one had not, after a whole TTL; never beyond the rule's bounds. That one lasts is taken for a sign that
 * the tool's others do too; that one has changed by itself, that none is known to.
 */
export class TimesToLive {
  readonly #tools = new Map<string, Learned>();

  /** Of a kept answer, by the rule as it is now: it may be stricter than the one by which it was kept. */
  of({ tool, ttlMs }: Pick<ResponseEntry, 'tool' | 'ttlMs'>, rule: Bounds): number {
    // One that was shortened has changed too soon itself.
    const learnedMs = ttlMs < rule.ttlMs ? 0 : (this.#tools.get(tool)?.ttlMs ?? 0);
    return Math.min(Math.max(ttlMs, learnedMs), rule.maxTtlMs);
  }

  /** Of the next answer. */
  next(tool: string, rule: Bounds, seen?: Observation): number {
    if (!seen) return rule.ttlMs;
    const learned = this.#tools.get(tool) ?? NOTHING;
    if (seen.hasChanged) {
      const halfMs = Math.floor(seen.ageMs / 2);
      this.#tools.set(tool, { ttlMs: 0, maxTtlMs: Math.min(learned.maxTtlMs, halfMs) });
      return Math.max(Math.min(MIN_TTL_MS, rule.ttlMs), Math.min(seen.ttlMs, halfMs));
    }
    if (seen.ageMs < seen.ttlMs) return seen.ttlMs;
    const twiceMs = Math.min(rule.maxTtlMs, seen.ageMs * 2);
    const ttlMs = Math.min(Math.max(learned.ttlMs, twiceMs), learned.maxTtlMs);
    this.#tools.set(tool, { ...learned, ttlMs });
    return twiceMs;
  }
}

/** No server knows its data for longer. */
const MAX_HINT_MS = 24 * 3_600_000;

/** What a server itself says that its answer may live; 0 where it says nothing that can be read. */
export function hintedTtlMs({ ttlMs }: JsonObject): number {
  return typeof ttlMs === 'number' && ttlMs > 0 ? Math.min(ttlMs, MAX_HINT_MS) : 0;
}
