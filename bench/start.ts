/**
 * How long does a host wait for the tool list? Process start to the answer of `tools/list` with 1, 10 and
 * 50 servers that have been seen before, beside a bare `node -e 0`, in interleaved rounds: in one process, and
 * through a shim, with the daemon running (warm) and not yet (cold).
 *
 *     npx node bench/start.ts [--rounds 15] [--servers 1,10,50] [--tools 10] [--json]
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { parseArgs } from 'node:util';
import { RawHost } from './lib/raw-host.ts';
import { machine, median, round, table } from './lib/report.ts';
import { echoServer, type Gateway, trunkline } from './lib/targets.ts';
import { cpuMs } from './lib/usage.ts';

const WARM_UP_LIMIT_MS = 60_000;

interface Target {
  readonly name: string;
  readonly elapsedMs: number[];
  readonly cpuMs: number[];
  measure(): Promise<{ elapsedMs: number; cpuMs: number }>;
}

function target(name: string, measure: Target['measure']): Target {
  return { name, measure, elapsedMs: [], cpuMs: [] };
}

async function bareNode(): Promise<{ elapsedMs: number; cpuMs: number }> {
  const start = performance.now();
  await once(spawn(process.execPath, ['-e', '0'], { stdio: 'ignore' }), 'exit');
  return { elapsedMs: performance.now() - start, cpuMs: Number.NaN };
}

async function listTools(gateway: Gateway): Promise<{ elapsedMs: number; cpuMs: number }> {
  const start = performance.now();
  const host = RawHost.start(gateway);
  try {
    await host.initialize();
    await host.request('tools/list');
    return { elapsedMs: performance.now() - start, cpuMs: cpuMs(host.pid) };
  } finally {
    await host.close();
  }
}

/** The first run of a configuration: every server is started once, and its list kept. */
async function warmUp(gateway: Gateway, servers: number): Promise<void> {
  const host = RawHost.start(gateway);
  const deadline = performance.now() + WARM_UP_LIMIT_MS;
  try {
    await host.initialize();
    while ((await knownServers(host)) < servers) {
      if (performance.now() > deadline) throw new Error(`not all of ${servers} servers became known`);
      await new Promise((resolve) => setTimeout(resolve, 200));
    }
  } finally {
    await host.close();
  }
}

async function knownServers(host: RawHost): Promise<number> {
  const { tools } = await host.request('tools/list');
  if (!Array.isArray(tools)) throw new Error('tools/list answered without tools');
  const prefixes = tools.map(({ name }: { name: string }) => /^echo\d+(?=__)/.exec(name)?.[0]);
  return new Set(prefixes.filter(Boolean)).size;
}

async function openGateway(servers: number, tools: number, mode: Gateway['mode']): Promise<Gateway> {
  const names = Array.from({ length: servers }, (_, index) => `echo${index}`);
  const gateway = trunkline({
    servers: Object.fromEntries(names.map((name) => [name, echoServer(tools)])),
    // The whole list is what grows with the servers; lazy lists have a constant size.
    settings: { exposure: 'full' },
    mode,
  });
  await warmUp(gateway, servers);
  return gateway;
}

async function run(counts: readonly number[], tools: number, rounds: number): Promise<Target[]> {
  const gateways: Gateway[] = [];
  try {
    const targets = [target('node -e 0', bareNode)];
    for (const count of counts) {
      const alone = await openGateway(count, tools, 'standalone');
      const shared = await openGateway(count, tools, 'daemon');
      gateways.push(alone, shared);
      targets.push(
        target(`one process, ${count} known`, () => listTools(alone)),
        target(`shim, daemon warm, ${count} known`, () => listTools(shared)),
        target(`shim, daemon cold, ${count} known`, () => {
          shared.stopDaemon();
          return listTools(shared);
        }),
      );
    }
    for (let index = 0; index < rounds; index++) {
      for (const each of targets) {
        const sample = await each.measure();
        each.elapsedMs.push(sample.elapsedMs);
        each.cpuMs.push(sample.cpuMs);
      }
    }
    return targets;
  } finally {
    for (const gateway of gateways) gateway.close();
  }
}

const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '15' },
    servers: { type: 'string', default: '1,10,50' },
    tools: { type: 'string', default: '10' },
    json: { type: 'boolean', default: false },
  },
});
const targets = await run(values.servers.split(',').map(Number), Number(values.tools), Number(values.rounds));
const baseline = median(targets[0]?.elapsedMs ?? []);
const rows = targets.map((each) => ({
  name: each.name,
  medianMs: median(each.elapsedMs),
  fastestMs: Math.min(...each.elapsedMs),
  cpuMs: median(each.cpuMs),
  ratio: median(each.elapsedMs) / baseline,
}));

if (values.json) console.log(JSON.stringify({ machine: machine(), ...values, rows }, null, 2));
else {
  const head = ['process start to tools/list', 'median ms', 'fastest ms', 'CPU ms', '× bare node'];
  const cells = rows.map((row) => [
    row.name,
    round(row.medianMs),
    round(row.fastestMs),
    Number.isNaN(row.cpuMs) ? '' : round(row.cpuMs),
    round(row.ratio, 2),
  ]);
  console.log(
    `${machine()}; ${values.rounds} rounds, ${values.tools} tools a server\n\n${table(head, cells)}`,
  );
  const worst = (word: string, of: (row: (typeof rows)[number]) => number): number =>
    Math.max(...rows.filter(({ name }) => name.includes(word)).map(of));
  const bar = (what: string, value: number, limit: number): string[] => [
    what,
    round(value, 2),
    round(limit, 1),
    value <= limit ? 'met' : 'MISSED',
  ];
  const bars = [
    bar(
      'one process, × bare node',
      worst('one process', ({ ratio }) => ratio),
      3,
    ),
    bar(
      'shim, daemon warm, × bare node',
      worst('warm', ({ ratio }) => ratio),
      1.5,
    ),
    bar(
      'shim, daemon cold, ms',
      worst('cold', ({ medianMs }) => medianMs),
      600,
    ),
  ];
  console.log(`\n${table(['bar', 'measured', 'at most', ''], bars)}`);
}
