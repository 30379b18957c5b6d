import { closeSync, mkdirSync, openSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import type { JsonObject } from '../../src/protocol/json-rpc.ts';
import { RawHost } from '../lib/raw-host.ts';
import { type Gateway, trunkline } from '../lib/targets.ts';
import { Project } from './project.ts';
import { HOSTS, type Step, sequenceOf } from './sequence.ts';
import { projectIn, serversIn } from './servers.ts';

const CLOCK = new URL('./day-clock.ts', import.meta.url).href;

/** What one call gave. */
export interface Answer {
  /** Without the folder, which differs between the replays. */
  readonly result: JsonObject;
  readonly bytes: number;
  readonly elapsedMs: number;
}

/** One day, replayed in several ways at once. */
export interface Replayed {
  readonly steps: readonly Step[];
  /** By name of the way. */
  readonly answers: Readonly<Record<string, readonly Answer[]>>;
}

export interface ReplayOptions {
  /** An empty folder. */
  readonly folder: string;
  readonly seed: number;
  readonly calls: number;
  /** How long the tracker takes for an answer. */
  readonly slowMs: number;
  /** The `cache` section of each configuration, by name. */
  readonly caches: Readonly<Record<string, JsonObject>>;
}

/**
 * Makes each call in every way before the next is made in any, so that whatever else the machine does concerns all
 * of them. Each has a gateway, servers and files of its own.
 */
export async function replay({ folder, caches, ...of }: ReplayOptions): Promise<Replayed> {
  const clock = new DayClock(join(folder, 'clock'));
  const days: [name: string, day: Day][] = [];
  const answers: Record<string, Answer[]> = {};
  try {
    for (const [index, [name, cache]] of Object.entries(caches).entries()) {
      const own = join(folder, String(index)); // as long for each, so that bytes can be compared
      days.push([name, await Day.open({ ...of, folder: own, cache, clock })]);
      answers[name] = [];
    }
    for (let index = 0; index < of.calls; index++) {
      clock.advance(days[0]?.[1].steps[index]?.pauseMs ?? 0);
      // None is always the first, which finds nothing in the caches of the machine.
      for (let turn = 0; turn < days.length; turn++) {
        const [name, day] = days[(index + turn) % days.length] ?? [];
        if (name && day) answers[name]?.push(await day.take(index));
      }
    }
    return { steps: days[0]?.[1].steps ?? [], answers };
  } finally {
    for (const [, day] of days) await day.close();
    clock.close();
  }
}

interface DayOptions extends Omit<ReplayOptions, 'caches'> {
  readonly cache: JsonObject;
  readonly clock: DayClock;
}

/** The day's calls in hosts that share a daemon, on servers that begin anew. */
class Day {
  readonly steps: readonly Step[];
  readonly #folder: string;
  readonly #gateway: Gateway;
  readonly #hosts: RawHost[] = [];

  private constructor({ folder, cache, clock, seed, calls, slowMs }: DayOptions) {
    mkdirSync(folder, { recursive: true });
    Project.writeTo(projectIn(folder));
    this.steps = sequenceOf({ seed, calls, folder: projectIn(folder) });
    this.#folder = folder;
    const env = { NODE_OPTIONS: `--import=${CLOCK}`, BENCH_DAY_CLOCK: clock.path };
    this.#gateway = trunkline({
      servers: serversIn(folder, slowMs),
      settings: { cache },
      mode: 'daemon',
      env,
    });
  }

  static async open(options: DayOptions): Promise<Day> {
    const day = new Day(options);
    for (let count = HOSTS; count > 0; count--) {
      const host = RawHost.start(day.#gateway);
      await host.initialize();
      await host.request('tools/list');
      day.#hosts.push(host);
    }
    await day.#startServers();
    return day;
  }

  async take(index: number): Promise<Answer> {
    const step = this.steps[index];
    if (!step) throw new Error(`no call ${index}`);
    const start = performance.now();
    const params = { name: step.name, arguments: step.arguments };
    const result = await this.#hosts[step.host]?.request('tools/call', params);
    const elapsedMs = performance.now() - start;
    const text = JSON.stringify(result ?? {});
    const elsewhere = text.replaceAll(this.#folder, '');
    return { result: JSON.parse(elsewhere) as JsonObject, bytes: text.length, elapsedMs };
  }

  async close(): Promise<void> {
    for (const host of this.#hosts) await host.close();
    this.#gateway.close();
  }

  /** How long servers take to start is another question. */
  async #startServers(): Promise<void> {
    const servers = new Set(this.steps.map(({ name }) => name.split('__')[0]));
    for (const server of servers) {
      const first = this.steps.find(({ name, isRead }) => isRead && name.startsWith(`${server}__`));
      if (!first) continue;
      const params = { name: first.name, arguments: first.arguments };
      const _meta = { 'dev.trunkline/cache': 'bypass' };
      await this.#hosts[0]?.request('tools/call', { ...params, _meta });
    }
  }
}

/** The time that has passed in the day, in a file where the gateways' processes look it up. */
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
