/**
 * What does a call cost through Trunkline? A raw driver calls a raw echo server over stdio, directly and
 * through each target, in interleaved rounds.
 *
 *     npx node bench/call.ts [--rounds 7] [--targets direct,pipe,trunkline,shim,mcp-proxy,sdk-v1] [--json]
 *
 * `shim` is what hosts use: a shim and the daemon behind it, whose CPU and memory are added up.
 */
import { parseArgs } from 'node:util';
import { RawHost } from './lib/raw-host.ts';
import { machine, median, round, table } from './lib/report.ts';
import { daemonPid, echoServer, type Gateway, peer, trunkline } from './lib/targets.ts';
import { cpuMs, residentMb } from './lib/usage.ts';

/** Calls of one round, at each number in flight: some seconds for the slowest target. */
const ROUND = { 1: 3_000, 32: 30_000 } as const;

interface Target {
  readonly name: string;
  readonly host: RawHost;
  /** The processes that stand between the host and the server. */
  readonly pids: readonly number[];
  readonly toolName: string;
  readonly close: () => Promise<void>;
}

interface Sample {
  readonly medianUs: number;
  readonly callsPerSecond: number;
  readonly cpuUs: number;
}

interface Row {
  readonly name: string;
  readonly one: Sample;
  readonly many: Sample;
  readonly memoryMb: number;
}

function gatewayFor(name: string): Gateway | undefined {
  const servers = { echo: echoServer() };
  if (name === 'trunkline') return trunkline({ servers });
  return name === 'shim' ? trunkline({ servers, mode: 'daemon' }) : undefined;
}

async function open(name: string): Promise<Target> {
  const gateway = gatewayFor(name);
  const host = RawHost.start(gateway ?? (name === 'direct' ? echoServer() : peer(name)));
  await host.initialize();
  await host.request('tools/list');
  const close = async (): Promise<void> => {
    await host.close();
    gateway?.close();
  };
  const pids = gateway && name === 'shim' ? [host.pid, daemonPid(gateway)] : [host.pid];
  return { name, host, pids, toolName: gateway ? 'echo__echo' : 'echo', close };
}

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);

async function measure({ host, pids, toolName }: Target, inFlight: 1 | 32, calls: number): Promise<Sample> {
  const params = { name: toolName, arguments: { message: 'hello' } };
  const cpuBefore = sum(pids.map(cpuMs));
  const start = performance.now();
  const latencies = await host.call({ params, calls, inFlight });
  const elapsedMs = performance.now() - start;
  return {
    medianUs: median(latencies) * 1_000,
    callsPerSecond: (calls / elapsedMs) * 1_000,
    cpuUs: ((sum(pids.map(cpuMs)) - cpuBefore) / calls) * 1_000,
  };
}

function middle(samples: readonly Sample[]): Sample {
  return {
    medianUs: median(samples.map((sample) => sample.medianUs)),
    callsPerSecond: median(samples.map((sample) => sample.callsPerSecond)),
    cpuUs: median(samples.map((sample) => sample.cpuUs)),
  };
}

async function run(names: readonly string[], rounds: number): Promise<Row[]> {
  const targets: Target[] = [];
  try {
    for (const name of names) targets.push(await open(name));
    const samples = targets.map((target) => ({ target, one: [] as Sample[], many: [] as Sample[] }));
    // Round 0 warms the compilers up and is not counted.
    for (let index = 0; index <= rounds; index++) {
      for (const { target, one, many } of samples) {
        const pair = [await measure(target, 1, ROUND[1]), await measure(target, 32, ROUND[32])] as const;
        if (index === 0) continue;
        one.push(pair[0]);
        many.push(pair[1]);
      }
    }
    return samples.map(({ target, one, many }) => ({
      name: target.name,
      one: middle(one),
      many: middle(many),
      memoryMb: sum(target.pids.map(residentMb)),
    }));
  } finally {
    for (const target of targets) await target.close();
  }
}

/** What issue and design ask of Trunkline, against what this run gave. */
function bars(rows: readonly Row[]): string[][] {
  const find = (name: string): Row | undefined => rows.find((row) => row.name === name);
  const own = find('trunkline');
  if (!own) return [];
  const direct = find('direct');
  const sdk = find('sdk-v1');
  const shim = find('shim');
  const bar = (what: string, value: number, limit: number, isMet: boolean): string[] => [
    what,
    round(value, 1),
    round(limit, 1),
    isMet ? 'met' : 'MISSED',
  ];
  const atMost = (what: string, value: number, limit: number) => bar(what, value, limit, value <= limit);
  const atLeast = (what: string, value: number, limit: number) => bar(what, value, limit, value >= limit);
  return [
    atMost('CPU per call at 32 (µs), at most', own.many.cpuUs, 20),
    atLeast('calls a second at 32, at least', own.many.callsPerSecond, 35_000),
    ...(sdk
      ? [atLeast('× the SDK v1 proxy at 32, at least', own.many.callsPerSecond / sdk.many.callsPerSecond, 3)]
      : []),
    ...(direct
      ? [atMost('added median at 1 (µs), at most', own.one.medianUs - direct.one.medianUs, 60)]
      : []),
    ...(shim
      ? [
          atLeast(
            'shim: × standalone at 32, at least',
            shim.many.callsPerSecond / own.many.callsPerSecond,
            0.6,
          ),
          atMost('shim: added median at 1 (µs), at most', shim.one.medianUs - own.one.medianUs, 60),
        ]
      : []),
    atMost('memory (MB), at most', own.memoryMb, 80),
  ];
}

const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '7' },
    targets: { type: 'string', default: 'direct,pipe,trunkline,shim,mcp-proxy,sdk-v1' },
    json: { type: 'boolean', default: false },
  },
});
const rows = await run(values.targets.split(','), Number(values.rounds));
const barRows = bars(rows);

if (values.json)
  console.log(JSON.stringify({ machine: machine(), rounds: Number(values.rounds), rows }, null, 2));
else {
  const head = ['target', '1: median µs', '1: CPU µs', '32: calls/s', '32: median µs', '32: CPU µs', 'MB'];
  const cells = rows.map(({ name, one, many, memoryMb }) => [
    name,
    round(one.medianUs),
    round(one.cpuUs),
    round(many.callsPerSecond),
    round(many.medianUs),
    round(many.cpuUs, 1),
    round(memoryMb),
  ]);
  console.log(`${machine()}; ${values.rounds} rounds\n\n${table(head, cells)}`);
  if (barRows.length > 0) console.log(`\n${table(['bar', 'measured', 'bar', ''], barRows)}`);
}
