import type { CacheAdvice } from '../../../protocol/daemon/cache-report.ts';
import { CANDIDATE_TTLS_MS, type ToolEvidence } from './tool-evidence.ts';

/** Advice on every tool that was called again with the same arguments, most spared time first. */
export function adviseAll(evidence: Iterable<readonly [string, ToolEvidence]>): CacheAdvice[] {
  return [...evidence]
    .filter(([, seen]) => seen.repeats > 0)
    .map(([tool, seen]) => advise(tool, seen))
    .sort((a, b) => b.sparedMs - a.sparedMs);
}

function advise(tool: string, seen: ToolEvidence): CacheAdvice {
  const index = safeTtlIndex(seen);
  const spared = seen.spared[index];
  return {
    tool,
    calls: seen.calls,
    repeats: seen.repeats,
    sameAfterChange: seen.sameAfterChange,
    unchangedShare: seen.unchanged / seen.repeats,
    safeTtlMs: CANDIDATE_TTLS_MS[index] ?? 0,
    sparedCalls: spared?.calls ?? 0,
    sparedMs: spared?.ms ?? 0,
    sparedBytes: spared?.bytes ?? 0,
  };
}

/**
 * No longer than the shortest time in which an answer changed by itself, nor than the longest for which one was
 * seen not to: beyond that nothing is known.
 */
function safeTtlIndex({ minChangeMs, maxSameMs }: ToolEvidence): number {
  const limit = Math.min(minChangeMs ?? Number.POSITIVE_INFINITY, maxSameMs);
  return CANDIDATE_TTLS_MS.findLastIndex((ttl) => ttl <= limit);
}
