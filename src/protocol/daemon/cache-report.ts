/** What the response cache did for one tool, in all processes that share its store. */
export interface CacheCounts {
  hits: number;
  /** Answers given beyond their TTL while a new one was fetched. */
  stale: number;
  misses: number;
  /** Calls that waited for an equal one in flight. */
  coalesced: number;
  /** Calls that no rule covers, or that asked not to be answered from here. */
  bypassed: number;
  /** Of answers given without asking a server. */
  bytes: number;
  /** What the server had taken for those answers, where it did not have to be started first. */
  savedMs: number;
}

/** What a rule for a tool would have done, by what was seen of it. */
export interface CacheAdvice {
  readonly tool: string;
  readonly calls: number;
  /** Calls equal to an earlier one, with nothing between them that may have changed the server. */
  readonly repeats: number;
  /** Calls that were answered as before, though something between them may have changed the server. */
  readonly sameAfterChange: number;
  /** Of the repeats, how many gave the same answer: 0 to 1. */
  readonly unchangedShare: number;
  /** The longest TTL that would never have served a wrong answer; 0 while none is known. */
  readonly safeTtlMs: number;
  /** Calls, server time and bytes that it would have spared. */
  readonly sparedCalls: number;
  readonly sparedMs: number;
  readonly sparedBytes: number;
}

/** How one tool is cached. */
export interface CachedTool {
  readonly server: string;
  readonly tool: string;
  /** The rule in force; absent where there is none. */
  readonly rule?:
    | { readonly tools: readonly string[]; readonly ttlMs: number; readonly isLearned: boolean }
    | undefined;
  readonly counts: CacheCounts;
  readonly advice?: CacheAdvice | undefined;
  /** The answers in memory; the store may hold more. */
  readonly kept: readonly KeptAnswer[];
}

/** One answer that may be given again. Whether it still holds shows when it is asked for. */
interface KeptAnswer {
  readonly ageMs: number;
  readonly ttlMs: number;
  readonly bytes: number;
  /** What the server had taken for it. */
  readonly durationMs: number;
}

/** Everything about the cache, for `trunkline cache`. */
export interface CacheReport {
  /** By `<server>__<tool>`: those with a rule, calls or advice. */
  readonly tools: readonly CachedTool[];
  /** What is wrong with the store; empty while it works. */
  readonly faults: readonly string[];
}
