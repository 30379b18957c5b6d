/**
 * What does a call cost over HTTP? POSTs of 2026-07-28 to a gateway in front of a raw echo server over stdio,
 * through each target, in interleaved rounds.
 *
 *     npx node bench/http.ts [--rounds 5] [--targets trunkline,sdk-v2,mcp-proxy] [--json]
 */
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { freePort, HttpHost } from './lib/http-host.ts';
import type { Command } from './lib/raw-host.ts';
import { machine, median, round, table } from './lib/report.ts';
import { echoServer, trunkline } from './lib/targets.ts';
import { cpuMs, residentMb } from './lib/usage.ts';

/** Calls of one round, at each number in flight. */
const ROUND = { 1: 1_000, 32: 5_000 } as const;
/** Before anything is counted: for the compilers. */
const WARM_UP = 20_000;
const SDK_V2 = fileURLToPath(new URL('./peers/sdk-v2-http.ts', import.meta.url));
const MCP_PROXY = fileURLToPath(new URL('../node_modules/mcp-proxy/dist/bin/mcp-proxy.mjs', import.meta.url));

interface Target {
  readonly name: string;
  readonly host: HttpHost;
  readonly toolName: string;
  readonly close: () => Promise<void>;
}

interface Sample {
  readonly medianUs: number;
  readonly callsPerSecond: number;
  readonly cpuUs: number;
}

function commandFor(name: string, port: number): Command & { close?(): void } {
  const { command, args } = echoServer();
  if (name === 'sdk-v2') return { command, args: [SDK_V2, String(port), command, ...args] };
  if (name === 'mcp-proxy') {
    const flags = ['--port', String(port), '--host', '127.0.0.1', '--server', 'stream', '--'];
    return { command, args: [MCP_PROXY, ...flags, command, ...args] };
  }
  const gateway = trunkline({ servers: { echo: echoServer() }, settings: { exposure: 'full' } });
  const [program = '', , ...rest] = gateway.args;
  return { ...gateway, args: [program, 'serve', '--http', `127.0.0.1:${port}`, '--no-auth', ...rest] };
}

async function open(name: string): Promise<Target> {
  const port = await freePort();
  const command = commandFor(name, port);
  const host = await HttpHost.start(command, `http://127.0.0.1:${port}/mcp`);
  const close = async (): Promise<void> => {
    await host.close();
    command.close?.();
  };
  return { name, host, toolName: name === 'trunkline' ? 'echo__echo' : 'echo', close };
}

function paramsFor(name: string): { name: string; arguments: { message: string } } {
  return { name, arguments: { message: 'hello' } };
}

async function measure({ host, toolName }: Target, inFlight: 1 | 32): Promise<Sample> {
  const calls = ROUND[inFlight];
  const cpuBefore = cpuMs(host.pid);
  const start = performance.now();
  const latencies = await host.call({
    params: paramsFor(toolName),
    calls,
    inFlight,
  });
  const elapsedMs = performance.now() - start;
  return {
    medianUs: median(latencies) * 1_000,
    callsPerSecond: (calls / elapsedMs) * 1_000,
    cpuUs: ((cpuMs(host.pid) - cpuBefore) / calls) * 1_000,
  };
}

function middle(samples: readonly Sample[]): Sample {
  return {
    medianUs: median(samples.map(({ medianUs }) => medianUs)),
    callsPerSecond: median(samples.map(({ callsPerSecond }) => callsPerSecond)),
    cpuUs: median(samples.map(({ cpuUs }) => cpuUs)),
  };
}

interface Row {
  readonly name: string;
  readonly one: Sample;
  readonly many: Sample;
  readonly memoryMb: number;
}

async function run(names: readonly string[], rounds: number): Promise<Row[]> {
  const targets: Target[] = [];
  try {
    for (const name of names) targets.push(await open(name));
    const samples = targets.map((target) => ({ target, one: [] as Sample[], many: [] as Sample[] }));
    for (const { host, toolName } of targets)
      await host.call({ params: paramsFor(toolName), calls: WARM_UP, inFlight: 32 });
    for (let index = 0; index < rounds; index++) {
      for (const { target, one, many } of samples) {
        one.push(await measure(target, 1));
        many.push(await measure(target, 32));
      }
    }
    return samples.map(({ target, one, many }) => ({
      name: target.name,
      one: middle(one),
      many: middle(many),
      memoryMb: residentMb(target.host.pid),
    }));
  } finally {
    for (const target of targets) await target.close();
  }
}

/** The bars: a third of a gateway on the SDK v2, a fifth of mcp-proxy. */
function bars(rows: readonly Row[]): string[][] {
  const own = rows.find(({ name }) => name === 'trunkline');
  if (!own) return [];
  return (
    [
      ['sdk-v2', 3],
      ['mcp-proxy', 5],
    ] as const
  ).flatMap(([name, parts]) => {
    const peer = rows.find((row) => row.name === name);
    if (!peer) return [];
    const ratio = own.many.cpuUs / peer.many.cpuUs;
    const what = `CPU per call at 32 against ${name}, at most`;
    return [[what, round(ratio, 2), round(1 / parts, 2), ratio <= 1 / parts ? 'met' : 'MISSED']];
  });
}

const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '5' },
    targets: { type: 'string', default: 'trunkline,sdk-v2,mcp-proxy' },
    json: { type: 'boolean', default: false },
  },
});
const rows = await run(values.targets.split(','), Number(values.rounds));
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
    round(many.cpuUs),
    round(memoryMb),
  ]);
  console.log(`${machine()}; ${values.rounds} rounds\n\n${table(head, cells)}`);
  const barRows = bars(rows);
  if (barRows.length > 0) console.log(`\n${table(['bar', 'measured', 'bar', ''], barRows)}`);
}
