/**
 * What does a call cost through Trunkline? A raw driver calls a raw echo server over stdio, directly and
 * through each target, in interleaved rounds.
 *
 *     npx node bench/call.ts [--rounds 7] [--targets direct,pipe,trunkline,shim,mcp-proxy,sdk-v1] [--json]
 *
 * `shim` is what hosts use: a shim and the daemon behind it, whose CPU and memory are added up.
 */
import { parseArgs } from 'node:util';
import { atLeast, atMost, type Bar } from './lib/bars.ts';
import { measureRounds, type Row, reportRows, type Target } from './lib/load.ts';
import { echoServer, type Gateway, openTarget, peer, trunkline } from './lib/targets.ts';

/** Calls of one round, at each number in flight: some seconds for the slowest target. */
const ROUND = { 1: 3_000, 32: 30_000 } as const;

function gatewayFor(name: string): Gateway | undefined {
  const servers = { echo: echoServer() };
  if (name === 'trunkline') return trunkline({ servers });
  return name === 'shim' ? trunkline({ servers, mode: 'daemon' }) : undefined;
}

function open(name: string): Promise<Target> {
  const gateway = gatewayFor(name);
  const command = gateway ?? (name === 'direct' ? echoServer() : peer(name));
  const params = { name: gateway ? 'echo__echo' : 'echo', arguments: { message: 'hello' } };
  return openTarget(name, command, () => params);
}

async function run(names: readonly string[], rounds: number): Promise<Row[]> {
  const targets: Target[] = [];
  try {
    for (const name of names) targets.push(await open(name));
    return await measureRounds(targets, { rounds, warmUp: ROUND[32], calls: ROUND });
  } finally {
    for (const target of targets) await target.close();
  }
}

/** What issue and design ask of Trunkline, against what this run gave. */
function bars(rows: readonly Row[]): Bar[] {
  const find = (name: string): Row | undefined => rows.find((row) => row.name === name);
  const own = find('trunkline');
  if (!own) return [];
  const direct = find('direct');
  const sdk = find('sdk-v1');
  const shim = find('shim');
  return [
    atMost('CPU per call at 32 (µs)', own.many.cpuUs, 20),
    atLeast('calls a second at 32', own.many.callsPerSecond, 35_000),
    ...(sdk
      ? [atLeast('× the SDK v1 proxy at 32', own.many.callsPerSecond / sdk.many.callsPerSecond, 3)]
      : []),
    ...(direct ? [atMost('added median at 1 (µs)', own.one.medianUs - direct.one.medianUs, 60)] : []),
    ...(shim
      ? [
          atLeast('shim: × standalone at 32', shim.many.callsPerSecond / own.many.callsPerSecond, 0.6),
          atMost('shim: added median at 1 (µs)', shim.one.medianUs - own.one.medianUs, 60),
        ]
      : []),
    atMost('memory (MB)', own.memoryMb, 80),
  ];
}

const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '7' },
    targets: { type: 'string', default: 'direct,pipe,trunkline,shim,mcp-proxy,sdk-v1' },
    json: { type: 'boolean', default: false },
  },
});
reportRows(await run(values.targets.split(','), Number(values.rounds)), bars, values);
