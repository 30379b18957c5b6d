import { closeSync, mkdirSync, openSync, rmSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import type { JsonObject } from '../../src/protocol/json-rpc.ts';
import { RawHost } from '../lib/raw-host.ts';
import { type Gateway, trunkline } from '../lib/targets.ts';
import { Project } from './project.ts';
import { HOSTS, type Step } from './sequence.ts';
import { projectIn, serversIn } from './servers.ts';

const CLOCK = new URL('./day-clock.ts', import.meta.url).href;

/** What one call gave. */
export interface Answer {
  readonly result: JsonObject;
  readonly elapsedMs: number;
}

interface Replay {
  readonly folder: string;
  readonly steps: readonly Step[];
  /** The `cache` section of the configuration. */
  readonly cache: JsonObject;
}

/** Makes the calls one after the other, in hosts that share a daemon, on servers that begin anew. */
export async function replay({ folder, steps, cache }: Replay): Promise<Answer[]> {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  Project.writeTo(projectIn(folder));
  const clock = new DayClock(join(folder, 'clock'));
  const env = { NODE_OPTIONS: `--import=${CLOCK}`, BENCH_DAY_CLOCK: clock.path };
  const gateway = trunkline({ servers: serversIn(folder), settings: { cache }, mode: 'daemon', env });
  const hosts: RawHost[] = [];
  try {
    for (let index = 0; index < HOSTS; index++) hosts.push(await openHost(gateway));
    await startServers(hosts[0], steps);
    const answers: Answer[] = [];
    for (const { host, name, arguments: args, pauseMs } of steps) {
      clock.advance(pauseMs);
      const start = performance.now();
      const result = await hosts[host]?.request('tools/call', { name, arguments: args });
      answers.push({ result: result ?? {}, elapsedMs: performance.now() - start });
    }
    return answers;
  } finally {
    for (const host of hosts) await host.close();
    gateway.close();
    clock.close();
  }
}

async function openHost(gateway: Gateway): Promise<RawHost> {
  const host = RawHost.start(gateway);
  await host.initialize();
  await host.request('tools/list');
  return host;
}

/** How long servers take to start is another question. */
async function startServers(host: RawHost | undefined, steps: readonly Step[]): Promise<void> {
  const servers = new Set(steps.map(({ name }) => name.split('__')[0]));
  for (const server of servers) {
    const first = steps.find(
      ({ name, arguments: args }) => name.startsWith(`${server}__`) && !('edits' in args),
    );
    if (first) {
      const _meta = { 'dev.trunkline/cache': 'bypass' };
      await host?.request('tools/call', { name: first.name, arguments: first.arguments, _meta });
    }
  }
}

/** The time that has passed in the day, in a file where the gateway's processes look it up. */
class DayClock {
  readonly path: string;
  readonly #fd: number;
  #passedMs = 0;

  constructor(path: string) {
    this.path = path;
    this.#fd = openSync(path, 'w');
    this.advance(0);
  }

  advance(ms: number): void {
    this.#passedMs += ms;
    writeSync(this.#fd, new Float64Array([this.#passedMs]), 0, 8, 0);
  }

  close(): void {
    closeSync(this.#fd);
  }
}
