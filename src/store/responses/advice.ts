import { CANDIDATE_TTLS_MS, type ToolEvidence } from './evidence.ts';

/** What a rule for a tool would have done, by what was seen of it. */
export interface Advice {
  readonly tool: string;
  readonly calls: number;
  readonly repeats: number;
  /** Of the repeats, how many gave the same answer: 0 to 1. */
  readonly unchangedShare: number;
  /** The longest TTL that would never have served a wrong answer; 0 where even the shortest would have. */
  readonly safeTtlMs: number;
  /** Calls, server time and bytes that it would have spared. */
  readonly sparedCalls: number;
  readonly sparedMs: number;
  readonly sparedBytes: number;
}

/** Advice on every tool that was called again with the same arguments, most spared time first. */
export function adviseAll(evidence: Iterable<readonly [string, ToolEvidence]>): Advice[] {
  return [...evidence]
    .filter(([, seen]) => seen.repeats > 0)
    .map(([tool, seen]) => advise(tool, seen))
    .sort((a, b) => b.sparedMs - a.sparedMs);
}

function advise(tool: string, seen: ToolEvidence): Advice {
  const index = safeTtlIndex(seen);
  const spared = seen.spared[index];
  return {
    tool,
    calls: seen.calls,
    repeats: seen.repeats,
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
  const limit = Math.min(
    minChangeMs ?? Number.POSITIVE_INFINITY,
    Math.max(maxSameMs, CANDIDATE_TTLS_MS[0] ?? 0),
  );
  return CANDIDATE_TTLS_MS.findLastIndex((ttl) => ttl <= limit);
}
