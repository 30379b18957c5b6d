import type { JsonObject } from '../../../../src/protocol/json-rpc.ts';
import { GatewayError } from '../../../../src/shared/errors.ts';
import { openStore, type Store } from '../../../../src/store/keyv/open-store.ts';
import type { CachePolicy, CacheRule } from '../../../../src/store/responses/cache-rule.ts';
import { Evidence } from '../../../../src/store/responses/evidence.ts';
import { CACHE_META, ResponseCache } from '../../../../src/store/responses/response-cache.ts';
import { ManualClock } from '../manual-clock.ts';
import { recordingLog } from '../recording-log.ts';

const TTL_MS = 60_000;
const STALE_MS = 20_000;
const UNSETTLED_MS = 5 * 60_000;

export const rule = (more: Partial<CacheRule> = {}): CacheRule => ({
  tools: ['s*__read*'],
  ttlMs: TTL_MS,
  maxTtlMs: TTL_MS,
  scope: 'principal',
  staleWhileRevalidateMs: STALE_MS,
  invalidatedBy: ['s2__write'],
  vary: undefined,
  ...more,
});

export const policy = (more: Partial<CachePolicy> = {}): CachePolicy => ({
  rules: [rule()],
  learn: false,
  maxItemBytes: 10_000,
  memoryBytes: 100_000,
  ...more,
});

export interface ReadOf {
  readonly process: number;
  readonly server: string;
  readonly principal: string;
  readonly argument: number;
  readonly mode: 'use' | 'refresh' | 'bypass';
}

/** One request that reached a server, as the model remembers it. */
interface Run {
  readonly of: ReadOf;
  readonly definition: number;
  readonly startedSeq: number;
  readonly startedAt: number;
  endedAt: number;
  isStorable: boolean;
  finish(outcome: JsonObject | Error): void;
}

interface WriteRun {
  readonly process: number;
  readonly server: string;
  finish(outcome: JsonObject | Error): void;
}

/** Two processes with one cache file, their servers, and a model of what no hit may ever be. */
export class CacheWorld {
  readonly clock = new ManualClock();
  readonly violations: string[] = [];
  pending: Run[] = [];
  writes: WriteRun[] = [];
  hits = 0;
  readonly #path: string;
  readonly #runs: Run[] = [];
  readonly #stores: Store[] = [];
  readonly #caches: ResponseCache[] = [];
  readonly #definitions = new Map<string, number>();
  /** Per server: the moments at which something it answered may have become old. */
  readonly #changes = new Map<string, number[]>();
  #unsettled: { process: number; server: string; from: number; until: number }[] = [];
  #seq = 0;

  constructor(path: string) {
    this.#path = path;
  }

  async open(): Promise<void> {
    for (const process of [0, 1]) await this.restart(process, policy());
  }

  /** Another process in its place, perhaps with other rules. */
  async restart(process: number, rules: CachePolicy): Promise<void> {
    this.#cancel(process);
    await settle();
    await this.#caches[process]?.close();
    // A process cannot know of what an earlier one left unanswered.
    this.#unsettled = this.#unsettled.filter((write) => write.process !== process);
    const log = recordingLog();
    const store = await openStore(`sqlite:${this.#path}`, { clock: this.clock, log, maxBytes: 1_000_000 });
    const evidence = new Evidence({ texts: store.texts('evidence'), clock: this.clock, log });
    this.#stores[process] = store;
    this.#caches[process] = new ResponseCache({ store, policy: rules, evidence, clock: this.clock });
  }

  startRead(of: ReadOf): void {
    const startedSeq = ++this.#seq;
    const definition = this.#definitions.get(of.server) ?? 0;
    const run = (): Promise<JsonObject> =>
      new Promise((resolve, reject) => {
        const id = this.#runs.length;
        const started: Run = {
          of,
          definition,
          startedSeq: ++this.#seq,
          startedAt: this.clock.now(),
          endedAt: 0,
          isStorable: false,
          finish: (outcome) => {
            started.endedAt = this.clock.now();
            started.isStorable = !(outcome instanceof Error) && Object.keys(outcome).length === 0;
            if (outcome instanceof Error) reject(outcome);
            else resolve({ content: [], id, ...outcome });
          },
        };
        this.#runs.push(started);
        this.pending.push(started);
      });
    const request = {
      method: 'tools/call',
      serverName: of.server,
      name: 'read',
      definitionHash: String(definition),
      toolHash: '',
      arguments: { n: of.argument },
      principal: of.principal,
      workspace: '',
    } as const;
    this.#cache(of.process)
      .call({ request, mode: of.mode, isReadOnly: false, claimsReadOnly: false, run })
      .then(
        (result) => this.#judge(of, { result, definition, startedSeq }),
        () => undefined,
      );
  }

  startWrite(process: number, server: string): void {
    this.#note(server);
    const run = (): Promise<JsonObject> =>
      new Promise((resolve, reject) => {
        const finish = (outcome: JsonObject | Error): void => {
          this.#note(server);
          const now = this.clock.now();
          if (outcome instanceof Error) {
            this.#unsettled.push({ process, server, from: now, until: now + UNSETTLED_MS });
            reject(outcome);
          } else resolve(outcome);
        };
        this.writes.push({ process, server, finish });
      });
    const request = {
      method: 'tools/call',
      serverName: server,
      name: 'write',
      principal: '',
      workspace: '',
    } as const;
    this.#cache(process)
      .call({
        request: { ...request, definitionHash: '', toolHash: '', arguments: {} },
        mode: 'use',
        isReadOnly: false,
        claimsReadOnly: false,
        run,
      })
      .catch(() => undefined);
  }

  async changed(process: number, server: string): Promise<void> {
    this.#note(server, false);
    await this.#cache(process).serverChanged(server);
  }

  async clear(process: number, server: string): Promise<void> {
    this.#note(server, false);
    await this.#cache(process).clear(server);
  }

  redefine(server: string): void {
    this.#definitions.set(server, (this.#definitions.get(server) ?? 0) + 1);
  }

  async close(): Promise<void> {
    for (const process of [0, 1]) this.#cancel(process);
    await settle();
    for (const cache of this.#caches) await cache.close();
  }

  #cancel(process: number): void {
    const isOurs = (run: Run | WriteRun): boolean => ('of' in run ? run.of.process : run.process) === process;
    const ours = [...this.pending, ...this.writes].filter(isOurs);
    this.pending = this.pending.filter((run) => !isOurs(run));
    this.writes = this.writes.filter((run) => !isOurs(run));
    for (const run of ours) run.finish(new GatewayError('cancelled', 'the process ends'));
  }

  #cache(process: number): ResponseCache {
    const cache = this.#caches[process];
    if (!cache) throw new Error(`no process ${process}`);
    return cache;
  }

  /** Every rule of the world names writes of s2 as what makes answers of all servers old. */
  #note(server: string, isWrite = true): void {
    for (const name of server === 's2' && isWrite ? ['s1', 's2'] : [server]) {
      this.#changes.set(name, [...(this.#changes.get(name) ?? []), ++this.#seq]);
    }
  }

  #judge(
    of: ReadOf,
    { result, definition, startedSeq }: { result: JsonObject; definition: number; startedSeq: number },
  ): void {
    const run = this.#runs[Number(result.id)];
    const isHit = CACHE_META in ((result._meta as JsonObject | undefined) ?? {});
    // Its own request, neither kept nor joined.
    if (!run || run.startedSeq > startedSeq) return;
    const forbid = (reason: string): void => void this.violations.push(reason);
    if (of.mode !== 'use') forbid(`${of.mode} was answered from the cache`);
    if (run.of.principal !== of.principal) forbid('an answer to somebody else');
    if (run.of.server !== of.server || run.of.argument !== of.argument) forbid('an answer to something else');
    if (run.definition !== definition) forbid('an answer of a server that was defined otherwise');
    const changes = this.#changes.get(of.server) ?? [];
    if (changes.some((seq) => seq > run.startedSeq && seq < startedSeq))
      forbid('an answer from before a change');
    if (!isHit) return;
    this.hits++;
    if (!run.isStorable) forbid('an answer that is none to keep');
    if (this.clock.now() - run.endedAt >= TTL_MS + STALE_MS) forbid('an answer that is too old');
    const during = this.#unsettled.find(
      (write) =>
        write.server === of.server &&
        run.endedAt >= write.from &&
        run.endedAt < write.until &&
        run.of.process === write.process,
    );
    if (during) forbid('an answer from while a write may have gone on');
  }
}

/** Lets everything that can happen without a server or a clock happen. */
export async function settle(): Promise<void> {
  for (let i = 0; i < 4; i++) await new Promise((resolve) => setImmediate(resolve));
}
