import type { CacheRule } from '../cache-rule.ts';
import { CANDIDATE_TTLS_MS, type ToolEvidence } from './tool-evidence.ts';

/** What a learned rule needs: so many repeats, over so long, and no change within twice its TTL. */
const ENOUGH = { repeats: 20, spanMs: 3_600_000 };

/** The rule that the evidence is strong enough for, if any. */
export function learn(tool: string, seen: ToolEvidence): CacheRule | undefined {
  if (seen.isContradicted || seen.repeats < ENOUGH.repeats || seen.maxSameMs < ENOUGH.spanMs)
    return undefined;
  const limit = Math.min(seen.minChangeMs ?? Number.POSITIVE_INFINITY, seen.maxSameMs) / 2;
  const ttlMs = CANDIDATE_TTLS_MS.findLast((ttl) => ttl <= limit);
  if (ttlMs === undefined) return undefined;
  const rule = { tools: [tool], ttlMs, maxTtlMs: ttlMs, scope: 'principal', isLearned: true } as const;
  return { ...rule, staleWhileRevalidateMs: 0, invalidatedBy: [], vary: undefined };
}
