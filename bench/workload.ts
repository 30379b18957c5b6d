/**
 * What does the cache spare an agent? The same 2,000 calls are replayed without it, with rules as a user writes
 * them, and with `learn: true` alone, over server-filesystem, server-memory, server-everything and an issue
 * tracker that is far away.
 *
 *     npx node bench/workload.ts [--calls 2000] [--seed 1] [--slow 200] [--json]
 *
 * How the calls come about (`workload/`): three hosts are open all day, in each one session after the other. A
 * session is one of four tasks: a question (30 %), an issue to fix (45 %), a review (15 %), notes (10 %). Each
 * begins as instructions ask (graph, directories, README), then explores: a directory or a search, then one to
 * three files. Seven in ten files are from the area of the task, and by Zipf's law; three in ten are read again
 * that were read in the same session, since agents do. Fixing reads, edits and mostly reads again; reviews and
 * fixes comment on issues; notes add to the graph. So every file that is edited is one that is read all day, and
 * about 15 % of the calls change something. Between the calls pass eight hours, on the gateway's clock only.
 *
 * These shares are ours: nobody publishes a day of calls. By what is published agents repeat themselves more: of the
 * tokens that are read in a session 40 to 60 % were read before (https://clevagent.io/blog/duplicate-read-the-hidden-tax)
 * or 73 % (https://argosbrain.com/blog/re-read-tax), and for each that is written six are read
 * (https://arxiv.org/abs/2601.16746).
 *
 * The tracker takes 200 ms (`--slow`), as an API elsewhere does: of 10,000 requests to GitHub's API the median was
 * 206 ms, four in five between 114 and 527 (https://blocks.roadtolarissa.com/mbostock/5503544). Most of the time that
 * is spared is the tracker's; so look at the calls of each tool as well, and at another delay.
 *
 * A call that a cache could answer is one that asks, was made before, and would be answered as when it was last made.
 * An answer is stale if it differs from what the same call gave without the cache: in both runs the servers begin
 * with the same files and see the same changes in the same order.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import type { JsonObject } from '../src/protocol/json-rpc.ts';
import { atLeast, atMost, type Bar, barsTable } from './lib/bars.ts';
import { machine, round, table } from './lib/report.ts';
import { type Judged, judge } from './workload/judge.ts';
import { type ReplayOptions, replay } from './workload/replay.ts';
import { CACHE } from './workload/servers.ts';
import { type Verdict, verdictOf, verdictsByTool } from './workload/verdict.ts';

type Day = Omit<ReplayOptions, 'folder' | 'caches'>;

const CACHES: Readonly<Record<string, JsonObject>> = { uncached: {}, rules: CACHE, learn: { learn: true } };

async function run(day: Day): Promise<Record<string, Judged[]>> {
  const folder = mkdtempSync(join(tmpdir(), 'trunkline-workload-'));
  try {
    const { steps, answers } = await replay({ ...day, folder, caches: CACHES });
    const judged = Object.entries(answers).map(([name, each]) => [
      name,
      judge(steps, each, answers.uncached ?? []),
    ]);
    return Object.fromEntries(judged);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const percent = (part: number, whole: number): number => (part / whole) * 100;

function bars({ uncached, rules, learn }: Record<string, Verdict>): Bar[] {
  if (!uncached || !rules || !learn) throw new Error('a run is missing');
  return [
    atLeast('hits, of calls that a cache could answer (%)', percent(rules.fates.hit, rules.cacheable), 80),
    atMost('stale answers', rules.wrong + learn.wrong, 0),
    atMost('time, of uncached (%)', percent(rules.elapsedMs, rules.uncachedMs), 40),
    atMost('bytes from servers, of uncached (%)', percent(rules.bytes, uncached.bytes), 60),
  ];
}

/** Each way beside what a cache would reach that knows what every write changes. */
function runsTable(verdicts: Record<string, Verdict>): string {
  const head = ['run', 'hits', '% of cacheable', '% of repeats', 'wrong', 'seconds', '% of uncached', 'kB'];
  const line = (
    name: string,
    of: Verdict,
    { hits, ms, bytes }: { hits: number; ms: number; bytes: number },
  ) => [
    name,
    round(hits),
    round(percent(hits, of.cacheable), 1),
    round(percent(hits, of.repeats), 1),
    round(hits === of.fates.hit ? of.wrong : 0),
    round(ms / 1_000, 1),
    round(percent(ms, of.uncachedMs), 1),
    round(bytes / 1_000),
  ];
  const cells = Object.entries(verdicts).map(([name, each]) =>
    line(name, each, { hits: each.fates.hit, ms: each.elapsedMs, bytes: each.bytes }),
  );
  const { rules } = verdicts;
  const best = rules && { hits: rules.cacheable, ms: rules.floorMs, bytes: rules.neededBytes };
  return table(head, best ? [...cells, line('at best', rules, best)] : cells);
}

/** With the rules: what became of the calls of each tool, and of the time that they took. */
function toolsTable(judged: readonly Judged[]): string {
  const head = [
    'tool',
    'calls',
    'hits',
    'writes',
    'first',
    'changed',
    'dropped',
    'expired',
    'no rule',
    's uncached',
    's',
    's at best',
  ];
  const seconds = (ms: number): string => round(ms / 1_000, 2);
  const rows: [string, Verdict][] = [...verdictsByTool(judged), ['all', verdictOf(judged)]];
  const cells = rows.map(([tool, { calls, fates, uncachedMs, elapsedMs, floorMs }]) => [
    tool,
    ...[calls, fates.hit, fates.write, fates.first, fates.changed].map((count) => round(count)),
    ...[fates.dropped, fates.expired, fates.unruled].map((count) => round(count)),
    ...[uncachedMs, elapsedMs, floorMs].map(seconds),
  ]);
  return table(head, cells);
}

const { values } = parseArgs({
  options: {
    calls: { type: 'string', default: '2000' },
    seed: { type: 'string', default: '1' },
    slow: { type: 'string', default: '200' },
    json: { type: 'boolean', default: false },
  },
});
const [seed, calls, slowMs] = [values.seed, values.calls, values.slow].map(Number) as [
  number,
  number,
  number,
];
const judged = await run({ seed, calls, slowMs });
const verdicts = Object.fromEntries(Object.entries(judged).map(([name, each]) => [name, verdictOf(each)]));
if (values.json)
  console.log(JSON.stringify({ machine: machine(), ...values, verdicts, bars: bars(verdicts) }, null, 2));
else {
  console.log(`${machine()}; ${calls} calls, seed ${seed}, tracker ${slowMs} ms\n\n${runsTable(verdicts)}`);
  console.log(`\n${toolsTable(judged.rules ?? [])}\n\n${barsTable(bars(verdicts))}`);
}
