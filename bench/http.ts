/**
 * What does a call cost over HTTP? POSTs of 2026-07-28 to a gateway in front of a raw echo server over stdio,
 * through each target, in interleaved rounds.
 *
 *     npx node bench/http.ts [--rounds 5] [--targets trunkline,sdk-v2,mcp-proxy] [--json]
 */
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { atMost, type Bar } from './lib/bars.ts';
import { freePort, HttpHost } from './lib/http-host.ts';
import { measureRounds, type Row, reportRows, type Target } from './lib/load.ts';
import type { Command } from './lib/raw-host.ts';
import { echoServer, trunkline } from './lib/targets.ts';

/** Calls of one round, at each number in flight. */
const ROUND = { 1: 1_000, 32: 5_000 } as const;
/** Before anything is counted: for the compilers. */
const WARM_UP = 20_000;
const SDK_V2 = fileURLToPath(new URL('./peers/sdk-v2-http.ts', import.meta.url));
const MCP_PROXY = fileURLToPath(new URL('../node_modules/mcp-proxy/dist/bin/mcp-proxy.mjs', import.meta.url));

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
  const params = { name: name === 'trunkline' ? 'echo__echo' : 'echo', arguments: { message: 'hello' } };
  return { name, host, pids: [host.pid], next: () => params, close };
}

async function run(names: readonly string[], rounds: number): Promise<Row[]> {
  const targets: Target[] = [];
  try {
    for (const name of names) targets.push(await open(name));
    return await measureRounds(targets, { rounds, warmUp: WARM_UP, calls: ROUND });
  } finally {
    for (const target of targets) await target.close();
  }
}

/** The bars: a third of a gateway on the SDK v2, a fifth of mcp-proxy. */
function bars(rows: readonly Row[]): Bar[] {
  const own = rows.find(({ name }) => name === 'trunkline');
  if (!own) return [];
  const parts = { 'sdk-v2': 3, 'mcp-proxy': 5 };
  return Object.entries(parts).flatMap(([name, part]) => {
    const peer = rows.find((row) => row.name === name);
    if (!peer) return [];
    return [
      atMost(`CPU per call at 1 against ${name}`, own.one.cpuUs / peer.one.cpuUs, 1 / part),
      atMost(`CPU per call at 32 against ${name}`, own.many.cpuUs / peer.many.cpuUs, 1 / part),
    ];
  });
}

const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '5' },
    targets: { type: 'string', default: 'trunkline,sdk-v2,mcp-proxy' },
    json: { type: 'boolean', default: false },
  },
});
reportRows(await run(values.targets.split(','), Number(values.rounds)), bars, values);
