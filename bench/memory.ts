/**
 * What do ten hosts with eight servers cost? Each host is a process on the SDK v1. Directly it starts every
 * server itself; through Trunkline it starts a shim, and the daemon starts the servers once. Counted is what
 * runs behind the hosts: proportional memory (PSS), Linux only.
 *
 *     npx node bench/memory.ts [--hosts 10] [--json]
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { machine, round, table } from './lib/report.ts';
import { trunkline } from './lib/targets.ts';
import { processesOf, proportionalMb } from './lib/usage.ts';

const HOST = new URL('./peers/sdk-v1-host.ts', import.meta.url).pathname;
const PACKAGES = new URL('../node_modules/@modelcontextprotocol/', import.meta.url).pathname;
/** Pages are shared out and heaps come to rest. */
const SETTLE_MS = 5_000;

interface Entry {
  readonly command: string;
  readonly args: string[];
}

interface Usage {
  readonly servers: number;
  readonly others: number;
  readonly memoryMb: number;
}

/** Eight servers of the reference collection, none of which keeps anything between calls. */
function eightServers(folder: string): Record<string, Entry> {
  const server = (name: string, ...args: string[]): Entry => ({
    command: process.execPath,
    args: [`${PACKAGES}server-${name}/dist/index.js`, ...args],
  });
  const inFolder = (name: string): string => {
    mkdirSync(join(folder, name), { recursive: true });
    return join(folder, name);
  };
  return {
    files1: server('filesystem', inFolder('1')),
    files2: server('filesystem', inFolder('2')),
    files3: server('filesystem', inFolder('3')),
    memory1: server('memory'),
    memory2: server('memory'),
    memory3: server('memory'),
    everything1: server('everything'),
    everything2: server('everything'),
  };
}

async function startHost(
  entries: readonly Entry[],
  calls: readonly string[],
  home: string,
): Promise<ChildProcess> {
  const child = spawn(process.execPath, [HOST, JSON.stringify(entries), calls.join(',')], {
    env: { HOME: home, PATH: process.env.PATH },
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  await once(child.stdout, 'data');
  return child;
}

/** Starts that many hosts one after another; `at` is told what runs behind them at some of the steps. */
async function run(
  entries: readonly Entry[],
  { calls, home, hosts }: { calls: readonly string[]; home: string; hosts: number },
): Promise<{ one: Usage; all: Usage }> {
  const children: ChildProcess[] = [];
  try {
    children.push(await startHost(entries, calls, home));
    const one = await measure(home);
    while (children.length < hosts) children.push(await startHost(entries, calls, home));
    return { one, all: await measure(home) };
  } finally {
    for (const child of children) {
      const exited = once(child, 'exit');
      child.stdin?.end();
      await exited;
    }
  }
}

async function measure(home: string): Promise<Usage> {
  await new Promise((resolve) => setTimeout(resolve, SETTLE_MS));
  const behind = processesOf(home).filter(({ command }) => !command.includes(HOST));
  const servers = behind.filter(({ command }) => command.includes(PACKAGES)).length;
  const memoryMb = behind.reduce((total, { pid }) => total + proportionalMb(pid), 0);
  return { servers, others: behind.length - servers, memoryMb };
}

const { values } = parseArgs({
  options: { hosts: { type: 'string', default: '10' }, json: { type: 'boolean', default: false } },
});
const hosts = Number(values.hosts);
const folder = mkdtempSync(join(tmpdir(), 'trunkline-bench-'));
const servers = eightServers(folder);
const direct = await run(Object.values(servers), { calls: [], home: folder, hosts });
rmSync(folder, { recursive: true });

const files = eightServers(mkdtempSync(join(tmpdir(), 'trunkline-bench-')));
const gateway = trunkline({ servers: files, mode: 'daemon' });
const calls = Object.keys(files).map((name) =>
  name.startsWith('files')
    ? `${name}__list_allowed_directories`
    : `${name}__${name.startsWith('memory') ? 'read_graph' : 'get-tiny-image'}`,
);
const through = await run([{ command: gateway.command, args: [...gateway.args] }], {
  calls,
  home: gateway.home,
  hosts,
});
gateway.close();

const furtherMb = (through.all.memoryMb - through.one.memoryMb) / (hosts - 1);
const saved = 1 - through.all.memoryMb / direct.all.memoryMb;
const rows = [
  ['direct', direct],
  ['trunkline', through],
] as const;
if (values.json)
  console.log(JSON.stringify({ machine: machine(), hosts, direct, through, furtherMb, saved }, null, 2));
else {
  const cells = rows.map(([name, { one, all }]) => [
    name,
    String(all.servers),
    String(all.others),
    round(one.memoryMb),
    round(all.memoryMb),
  ]);
  const head = [
    `${hosts} hosts × 8 servers`,
    'server processes',
    'other processes',
    '1 host: MB',
    `${hosts} hosts: MB`,
  ];
  const bars = [
    ['memory saved (%), at least 75', round(saved * 100), saved >= 0.75 ? 'met' : 'MISSED'],
    [
      'share of server processes, at most 1/8',
      round(through.all.servers / direct.all.servers, 3),
      through.all.servers * 8 <= direct.all.servers ? 'met' : 'MISSED',
    ],
    ['a further host (MB), at most 15', round(furtherMb, 1), furtherMb <= 15 ? 'met' : 'MISSED'],
  ];
  console.log(`${machine()}\n\n${table(head, cells)}\n\n${table(['bar', 'measured', ''], bars)}`);
}
