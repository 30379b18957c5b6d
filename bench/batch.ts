/**
 * How long does a batch take? 31 independent calls of 100 ms each: one after the other over a direct connection,
 * all at once over it, and as one `call_tools` through Trunkline, in interleaved rounds.
 *
 *     npx node bench/batch.ts [--rounds 9] [--json]
 */
import { parseArgs } from 'node:util';
import { type Command, RawHost } from './lib/raw-host.ts';
import { machine, median, round, table } from './lib/report.ts';
import { trunkline } from './lib/targets.ts';

const CALLS = 31;
const SLEEPER: Command = {
  command: process.execPath,
  args: [new URL('../test/fixtures/servers/echo.mjs', import.meta.url).pathname],
};
const sleep = (index: number) => ({ ms: 100, index });

const { values } = parseArgs({
  options: { rounds: { type: 'string', default: '9' }, json: { type: 'boolean' } },
});

const gateway = trunkline({
  servers: { sleeper: { ...SLEEPER, readOnly: ['sleep'] } as Command },
  settings: { exposure: 'lazy' },
});
const direct = RawHost.start(SLEEPER);
const host = RawHost.start(gateway);
const ways: Record<string, () => Promise<unknown>> = {
  'direct, one after the other': async () => {
    for (let index = 0; index < CALLS; index++)
      await direct.request('tools/call', { name: 'sleep', arguments: sleep(index) });
  },
  'direct, all at once': () =>
    Promise.all(
      Array.from({ length: CALLS }, (_, index) =>
        direct.request('tools/call', { name: 'sleep', arguments: sleep(index) }),
      ),
    ),
  call_tools: async () => {
    const calls = Array.from({ length: CALLS }, (_, index) => ({
      name: 'sleeper__sleep',
      arguments: sleep(index),
    }));
    const result = await host.request('tools/call', { name: 'call_tools', arguments: { calls } });
    const { results } = result.structuredContent as { results: { status: string }[] };
    if (!results.every(({ status }) => status === 'ok')) throw new Error(JSON.stringify(result));
  },
};

try {
  await direct.initialize();
  await host.initialize();
  await host.request('tools/call', { name: 'sleeper__sleep', arguments: { ms: 0 } });
  const elapsedMs = new Map(Object.keys(ways).map((name): [string, number[]] => [name, []]));
  for (let index = 0; index < Number(values.rounds); index++) {
    for (const [name, run] of Object.entries(ways)) {
      const start = performance.now();
      await run();
      elapsedMs.get(name)?.push(performance.now() - start);
    }
  }
  const rows = [...elapsedMs].map(([name, each]) => ({
    name,
    medianMs: median(each),
    slowestMs: Math.max(...each),
  }));
  if (values.json) console.log(JSON.stringify({ machine: machine(), rows }, null, 2));
  else {
    const cells = rows.map(({ name, medianMs, slowestMs }) => [name, round(medianMs), round(slowestMs)]);
    console.log(
      `${table(['31 calls of 100 ms', 'median ms', 'slowest ms'], cells)}\n\n${machine()}, ${values.rounds} rounds`,
    );
  }
} finally {
  await direct.close();
  await host.close();
  gateway.close();
}
