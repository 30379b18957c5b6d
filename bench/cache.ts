/**
 * What does a kept answer cost? A raw driver calls a raw echo server over stdio: directly, through Trunkline
 * with nothing kept, and through Trunkline with a rule, whose answers come from memory, from SQLite alone (each
 * key for the first time since the start), or from the server and are then stored. Interleaved rounds. Every
 * answer is checked to be what its row says, kept or not. In front of the echo of server-everything as well,
 * which takes as long as ordinary servers do.
 *
 *     npx node bench/cache.ts [--rounds 5] [--calls 20000] [--json]
 *
 * And the first: how long after a start until the first `tools/call` is answered from the store?
 */
import { parseArgs } from 'node:util';
import type { JsonObject } from '../src/protocol/json-rpc.ts';
import { atLeast, atMost, type Bar } from './lib/bars.ts';
import { type Load, measureRounds, type Row, reportRows, type Target } from './lib/load.ts';
import { type Command, RawHost } from './lib/raw-host.ts';
import { median } from './lib/report.ts';
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

async function measureCalls(openAll: readonly (() => Promise<Target>)[], scale = 1): Promise<Row[]> {
  const targets: Target[] = [];
  try {
    for (const open of openAll) targets.push(await open());
    const calls = { 1: CALLS[1] / scale, 32: CALLS[32] / scale };
    return await measureRounds(targets, { rounds: ROUNDS, warmUp: WARM_UP / scale, calls });
  } finally {
    for (const target of targets) await target.close();
  }
}

/** Times from asking to the answer, of the first call after each of some starts. */
async function measureFirst(mode: Gateway['mode']): Promise<number[]> {
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
      gateway.stopDaemon();
    }
    return latencies;
  } finally {
    gateway.close();
  }
}

function bars(rows: readonly Row[], firstMs: { alone: number; shim: number }): Bar[] {
  const find = (name: string): Row => {
    const row = rows.find((each) => each.name === name);
    if (!row) throw new Error(`no row ${name}`);
    return row;
  };
  const [uncached, cached, shim] = [find('uncached'), find('from memory'), find('shim, from memory')];
  const added = (stored: Row, plain: Row): number => (stored.one.medianUs / plain.one.medianUs - 1) * 100;
  return [
    atLeast('from memory: calls a second at 32', cached.many.callsPerSecond, 10_000),
    atMost('from memory: CPU per call at 32, × uncached', cached.many.cpuUs / uncached.many.cpuUs, 2),
    atLeast('from SQLite: calls a second at 32', find('from SQLite').many.callsPerSecond, 5_000),
    atMost(
      'stored: added to a call of server-everything (%)',
      added(find('everything, stored'), find('everything, uncached')),
      10,
    ),
    atMost('stored: added to a call of the echo server (%)', added(find('stored'), uncached), 10),
    atLeast('shim, from memory: calls a second at 32', shim.many.callsPerSecond, 10_000),
    atMost('shim, from memory: median at 1 (ms)', shim.one.medianUs / 1_000, 1),
    atMost('first kept answer, one process (ms)', firstMs.alone, 5),
    atMost('first kept answer, shim and daemon (ms)', firstMs.shim, 5),
  ];
}

const rows = await measureCalls([
  openDirect,
  () => openUncached('uncached'),
  () => openCached('from memory'),
  () => openCold('from SQLite'),
  () => openStoring('stored'),
  () => openUncached('shim, uncached', { mode: 'daemon' }),
  () => openCached('shim, from memory', { mode: 'daemon' }),
]);
const slower = await measureCalls(
  [
    () => openUncached('everything, uncached', { server: EVERYTHING }),
    () => openStoring('everything, stored', { server: EVERYTHING }),
  ],
  5,
);
const firstMs = {
  alone: median(await measureFirst('standalone')),
  shim: median(await measureFirst('daemon')),
};
reportRows([...rows, ...slower], (all) => bars(all, firstMs), values);
