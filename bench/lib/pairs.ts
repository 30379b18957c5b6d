import { atMost, type Bar } from './bars.ts';
import type { Target } from './load.ts';
import { median, round, table } from './report.ts';
import { residentMb, threadCpuUs } from './usage.ts';

/** Two targets that differ in one thing, and what that thing adds to a call. */
export interface Pair {
  readonly what: string;
  readonly without: Target;
  readonly with: Target;
}

interface Sample {
  readonly medianUs: number;
  readonly callsPerSecond: number;
  readonly mainUs: number;
  readonly allUs: number;
}

/** One pair at one number in flight: medians of either, and the median of what each round has added. */
export interface Comparison {
  readonly what: string;
  readonly inFlight: number;
  readonly without: Sample;
  readonly with: Sample;
  /** Per cent; of calls a second, how much longer each takes. */
  readonly added: Sample;
  readonly memoryMb: readonly [number, number];
}

interface PairRounds {
  readonly rounds: number;
  readonly warmUp: number;
  readonly calls: Readonly<Record<1 | 32, number>>;
}

const NAMES = ['medianUs', 'callsPerSecond', 'mainUs', 'allUs'] as const;

/**
 * Many short rounds in turn, with the order changed in each: what else happens on the machine meets both of a pair,
 * and their ratio in one round says more than any of the figures.
 */
export async function measurePair(pair: Pair, { rounds, warmUp, calls }: PairRounds): Promise<Comparison[]> {
  const comparisons: Comparison[] = [];
  for (const target of [pair.without, pair.with]) await sample(target, 32, warmUp);
  for (const inFlight of [1, 32] as const) {
    const taken: { without: Sample; with: Sample }[] = [];
    for (let index = 0; index < rounds; index++) {
      const measure = (target: Target): Promise<Sample> => sample(target, inFlight, calls[inFlight]);
      if (index % 2 === 0)
        taken.push({ without: await measure(pair.without), with: await measure(pair.with) });
      else {
        const second = await measure(pair.with);
        taken.push({ without: await measure(pair.without), with: second });
      }
    }
    comparisons.push(compare(pair, inFlight, taken));
  }
  return comparisons;
}

async function sample(
  { host, pids, next, accept }: Target,
  inFlight: number,
  calls: number,
): Promise<Sample> {
  const params = next(calls);
  const before = pids.map(threadCpuUs);
  const start = performance.now();
  const latencies = await host.call({ params, calls, inFlight, accept });
  const elapsedMs = performance.now() - start;
  const after = pids.map(threadCpuUs);
  const used = (of: 'main' | 'all'): number =>
    after.reduce((sum, cpu, index) => sum + cpu[of] - (before[index]?.[of] ?? 0), 0) / calls;
  return {
    medianUs: median(latencies) * 1_000,
    callsPerSecond: (calls / elapsedMs) * 1_000,
    mainUs: used('main'),
    allUs: used('all'),
  };
}

function compare(
  pair: Pair,
  inFlight: number,
  taken: readonly { without: Sample; with: Sample }[],
): Comparison {
  const middle = (of: (each: (typeof taken)[number], name: (typeof NAMES)[number]) => number): Sample =>
    Object.fromEntries(
      NAMES.map((name) => [name, median(taken.map((each) => of(each, name)))]),
    ) as unknown as Sample;
  const memory = (target: Target): number => target.pids.map(residentMb).reduce((sum, mb) => sum + mb, 0);
  return {
    what: pair.what,
    inFlight,
    without: middle((each, name) => each.without[name]),
    with: middle((each, name) => each.with[name]),
    added: middle((each, name) => {
      const ratio = each.with[name] / each.without[name];
      return ((name === 'callsPerSecond' ? 1 / ratio : ratio) - 1) * 100;
    }),
    memoryMb: [memory(pair.without), memory(pair.with)],
  };
}

/** A table as it stands in `docs/performance.md`. */
export function pairsTable(comparisons: readonly Comparison[]): string {
  const head = ['', 'in flight', 'median µs', 'calls/s', 'main thread µs', 'process µs', 'MB'];
  const rows = comparisons.flatMap(({ what, inFlight, without, with: stored, added, memoryMb }) => {
    const cells = ({ medianUs, callsPerSecond, mainUs, allUs }: Sample): string[] =>
      [medianUs, callsPerSecond]
        .map((value) => round(value))
        .concat([mainUs, allUs].map((value) => round(value, 1)));
    const per = (value: number): string => `${value < 0 ? '' : '+'}${round(value, 1)} %`;
    return [
      [what, String(inFlight), ...cells(without), round(memoryMb[0])],
      ['  stored', '', ...cells(stored), round(memoryMb[1])],
      [
        '  added',
        '',
        per(added.medianUs),
        per(added.callsPerSecond),
        per(added.mainUs),
        per(added.allUs),
        '',
      ],
    ];
  });
  return table(head, rows);
}

/** What may be added to a call, at most, by what is measured and by how many calls a second there are. */
export function pairBars(comparisons: readonly Comparison[], limitPercent: number): Bar[] {
  return comparisons.map(({ what, inFlight, added }) =>
    inFlight === 1
      ? atMost(`stored: added to the median of ${what} at 1 (%)`, added.medianUs, limitPercent)
      : atMost(`stored: time added per call of ${what} at 32 (%)`, added.callsPerSecond, limitPercent),
  );
}
