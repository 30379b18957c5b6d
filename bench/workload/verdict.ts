import { median } from '../lib/report.ts';
import type { Fate, Judged } from './judge.ts';

/** What became of the calls of one replay, or of those of one tool. */
export interface Verdict {
  readonly calls: number;
  readonly fates: Readonly<Record<Fate, number>>;
  /** Calls that ask and change nothing, and were made before with the same arguments. */
  readonly repeats: number;
  /** Of these, such as a cache could answer that knows what every write changes. */
  readonly cacheable: number;
  readonly wrong: number;
  readonly elapsedMs: number;
  readonly uncachedMs: number;
  /** What such a cache would leave of the time: hits as quick as ours, all else as without a cache. */
  readonly floorMs: number;
  /** Of results that servers sent. */
  readonly bytes: number;
  /** Of those that such a cache would have asked for. */
  readonly neededBytes: number;
}

const FATES: readonly Fate[] = ['hit', 'write', 'first', 'changed', 'dropped', 'expired', 'unruled'];
/** Even a cache that knows all asks the server. */
const NEEDED: ReadonlySet<Fate> = new Set(['write', 'first', 'changed']);

export function verdictOf(judged: readonly Judged[]): Verdict {
  const count = (fate: Fate): number => judged.filter((each) => each.fate === fate).length;
  const fates = Object.fromEntries(FATES.map((fate) => [fate, count(fate)])) as Record<Fate, number>;
  const sum = (of: (each: Judged) => number): number => judged.reduce((total, each) => total + of(each), 0);
  const hits = judged.filter(({ fate }) => fate === 'hit');
  const hitMs = hits.length > 0 ? median(hits.map(({ elapsedMs }) => elapsedMs)) : 0;
  return {
    calls: judged.length,
    fates,
    repeats: judged.length - fates.write - fates.first,
    cacheable: fates.hit + fates.dropped + fates.expired + fates.unruled,
    wrong: judged.filter(({ isWrong }) => isWrong).length,
    elapsedMs: sum(({ elapsedMs }) => elapsedMs),
    uncachedMs: sum(({ uncachedMs }) => uncachedMs),
    floorMs: sum(({ fate, uncachedMs }) => (NEEDED.has(fate) ? uncachedMs : hitMs)),
    bytes: sum(({ bytes }) => bytes),
    neededBytes: sum(({ fate, bytes }) => (NEEDED.has(fate) ? bytes : 0)),
  };
}

/** By tool, most time without the cache first. */
export function verdictsByTool(judged: readonly Judged[]): [tool: string, verdict: Verdict][] {
  const tools = Map.groupBy(judged, ({ name }) => name);
  return [...tools]
    .map(([tool, calls]): [string, Verdict] => [tool, verdictOf(calls)])
    .sort(([, a], [, b]) => b.uncachedMs - a.uncachedMs);
}
