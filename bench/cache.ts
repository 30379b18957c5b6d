/**
 * What does a kept answer cost? A raw driver calls a raw echo server over stdio: directly, through Trunkline
 * with nothing kept, and through Trunkline with a rule, whose answers come from memory or from SQLite alone (each
 * key for the first time since the start). Interleaved rounds. Every answer is checked to be what its row says,
 * kept or not.
 *
 *     npx node bench/cache.ts [--rounds 5] [--calls 20000] [--json]
 *
 * And keeping one: the same new questions without a rule and with one, in turn, many short rounds. In front of the
 * raw echo server, and of the echo of server-everything, which takes as long as ordinary servers do.
 *
 * And the first: how long until the first `tools/call` after a start is answered from the store?
 */
import { parseArgs } from 'node:util';
import type { JsonObject } from '../src/protocol/json-rpc.ts';
import { atLeast, atMost, type Bar, barsTable } from './lib/bars.ts';
import { type Load, measureRounds, type Row, rowsTable, type Target } from './lib/load.ts';
import { type Comparison, measurePair, pairBars, pairsTable } from './lib/pairs.ts';
import { type Command, RawHost } from './lib/raw-host.ts';
import { machine, median } from './lib/report.ts';
import { echoServer, type Gateway, openTarget, trunkline } from './lib/targets.ts';

const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '5' },
    calls: { type: 'string', default: '20000' },
    json: { type: 'boolean', default: false },
  },
});
const ROUNDS = Number(values.rounds);
const MANY = Number(values.calls);
/** With one call in flight a tenth will do. */
const CALLS = { 1: MANY / 10, 32: MANY };
const WARM_UP = MANY;
/** Rounds of a pair, and into how many parts each of them cuts the calls. */
const PAIR = { rounds: 5 * ROUNDS, parts: 5 };
/** Different questions that a warm cache is asked in turn. */
const QUESTIONS = 1_000;

const EVERYTHING: Command = {
  command: process.execPath,
  args: [
    new URL('../node_modules/@modelcontextprotocol/server-everything/dist/index.js', import.meta.url)
      .pathname,
  ],
};
const cache = { rules: [{ tools: ['echo__*'], ttl: '1h' }] };

interface Setup {
  readonly server?: Command;
  readonly mode?: Gateway['mode'];
}

const kept = ({ server = echoServer(), mode = 'standalone' }: Setup = {}): Gateway =>
  trunkline({ servers: { echo: server }, settings: { cache }, mode });
const unkept = ({ server = echoServer(), mode = 'standalone' }: Setup = {}): Gateway =>
  trunkline({ servers: { echo: server }, mode });

function questions(from: number, count: number, name = 'echo__echo'): JsonObject[] {
  return Array.from({ length: count }, (_, index) => ({
    name,
    arguments: { message: `question ${from + index}` },
  }));
}

const known = questions(0, QUESTIONS);

/** Questions that this target was never asked. */
function newQuestions(name?: string): Target['next'] {
  let asked = 0;
  return (calls) => {
    asked += calls;
    return questions(asked - calls, calls, name);
  };
}

const isKept = ({ _meta }: JsonObject): boolean =>
  typeof _meta === 'object' && _meta !== null && 'dev.trunkline/cache' in _meta;
const isNew = (result: JsonObject): boolean => !isKept(result);

/** Asks each question once and ends, so that the answers are in the store and nowhere else. */
async function fill(gateway: Gateway, params: Load['params'], calls: number): Promise<void> {
  const { host, close } = await openTarget('', { ...gateway, close: () => {} }, () => params);
  await host.call({ params, calls, inFlight: 32 });
  await close();
  gateway.stopDaemon();
}

async function openDirect(): Promise<Target> {
  return openTarget('direct', echoServer(), newQuestions('echo'));
}

async function openUncached(name: string, setup?: Setup): Promise<Target> {
  return { ...(await openTarget(name, unkept(setup), newQuestions())), accept: isNew };
}

async function openStoring(name: string, setup?: Setup): Promise<Target> {
  return { ...(await openTarget(name, kept(setup), newQuestions())), accept: isNew };
}

async function openCached(name: string, setup?: Setup): Promise<Target> {
  const gateway = kept(setup);
  await fill(gateway, known, QUESTIONS);
  return { ...(await openTarget(name, gateway, () => known)), accept: isKept };
}

async function openCold(name: string): Promise<Target> {
  const gateway = kept();
  const calls = WARM_UP + ROUNDS * (CALLS[1] + CALLS[32]);
  await fill(gateway, questions(0, calls), calls);
  return { ...(await openTarget(name, gateway, newQuestions())), accept: isKept };
}

async function measureCalls(openAll: readonly (() => Promise<Target>)[]): Promise<Row[]> {
  const targets: Target[] = [];
  try {
    for (const open of openAll) targets.push(await open());
    return await measureRounds(targets, { rounds: ROUNDS, warmUp: WARM_UP, calls: CALLS });
  } finally {
    for (const target of targets) await target.close();
  }
}

/** What it adds to a call that its answer is kept. */
async function measureStoring(what: string, server?: Command): Promise<Comparison[]> {
  const without = await openUncached('uncached', { server });
  const stored = await openStoring('stored', { server });
  try {
    const calls = { 1: CALLS[1] / PAIR.parts, 32: CALLS[32] / PAIR.parts };
    return await measurePair({ what, without, with: stored }, { ...PAIR, warmUp: WARM_UP, calls });
  } finally {
    await stored.close();
    await without.close();
  }
}

/** Times from asking to the answer, of the first call of a host after each of some starts: of all, or its own. */
async function measureFirst(mode: Gateway['mode'], { isDaemonKept = false } = {}): Promise<number[]> {
  const gateway = kept({ mode });
  const [params = {}] = known;
  try {
    await fill(gateway, params, 1);
    const latencies: number[] = [];
    for (let index = 0; index < 2 * ROUNDS; index++) {
      const host = RawHost.start(gateway);
      await host.initialize();
      await host.request('tools/list');
      const [latency = Number.NaN] = await host.call({ params, calls: 1, inFlight: 1, accept: isKept });
      latencies.push(latency);
      await host.close();
      if (!isDaemonKept) gateway.stopDaemon();
    }
    return latencies;
  } finally {
    gateway.close();
  }
}

interface Measured {
  readonly rows: readonly Row[];
  readonly storing: readonly Comparison[];
  readonly firstMs: { readonly alone: number; readonly cold: number; readonly warm: number };
}

function bars({ rows, storing, firstMs }: Measured): Bar[] {
  const find = (name: string): Row => {
    const row = rows.find((each) => each.name === name);
    if (!row) throw new Error(`no row ${name}`);
    return row;
  };
  const [uncached, cached, shim] = [find('uncached'), find('from memory'), find('shim, from memory')];
  return [
    atLeast('from memory: calls a second at 32', cached.many.callsPerSecond, 10_000),
    atMost('from memory: CPU per call at 32, × uncached', cached.many.cpuUs / uncached.many.cpuUs, 2),
    atLeast('from SQLite: calls a second at 32', find('from SQLite').many.callsPerSecond, 5_000),
    ...pairBars(storing, 10),
    atLeast('shim, from memory: calls a second at 32', shim.many.callsPerSecond, 10_000),
    atMost('shim, from memory: median at 1 (ms)', shim.one.medianUs / 1_000, 1),
    atMost('first kept answer, one process (ms)', firstMs.alone, 5),
    atMost('first kept answer, shim and daemon, both just started (ms)', firstMs.cold, 5),
    atMost('first kept answer, shim just started (ms)', firstMs.warm, 5),
  ];
}

const measured: Measured = {
  rows: await measureCalls([
    openDirect,
    () => openUncached('uncached'),
    () => openCached('from memory'),
    () => openCold('from SQLite'),
    () => openUncached('shim, uncached', { mode: 'daemon' }),
    () => openCached('shim, from memory', { mode: 'daemon' }),
  ]),
  storing: [
    ...(await measureStoring('echo server')),
    ...(await measureStoring('server-everything', EVERYTHING)),
  ],
  firstMs: {
    alone: median(await measureFirst('standalone')),
    cold: median(await measureFirst('daemon')),
    warm: median(await measureFirst('daemon', { isDaemonKept: true })),
  },
};
if (values.json)
  console.log(
    JSON.stringify({ machine: machine(), rounds: ROUNDS, ...measured, bars: bars(measured) }, null, 2),
  );
else
  console.log(
    [
      `${machine()}; ${ROUNDS} rounds`,
      rowsTable(measured.rows),
      pairsTable(measured.storing),
      barsTable(bars(measured)),
    ].join('\n\n'),
  );
