import type { JsonObject } from '../../../../src/protocol/json-rpc.ts';
import { GatewayError } from '../../../../src/shared/errors.ts';
import { matchesAny } from '../../../../src/shared/globs.ts';
import { openStore } from '../../../../src/store/keyv/open-store.ts';
import type { CachePolicy, CacheRule } from '../../../../src/store/responses/cache-rule.ts';
import { CACHE_META } from '../../../../src/store/responses/entry/served-copy.ts';
import { Evidence } from '../../../../src/store/responses/evidence/evidence.ts';
import { ResponseCache } from '../../../../src/store/responses/response-cache.ts';
import type { ResponseCall } from '../../../../src/store/responses/response-call.ts';
import { ManualClock } from '../manual-clock.ts';
import { recordingLog } from '../recording-log.ts';
import { STALE_MS, TTL_MS } from './cache-policies.ts';
import { concerns, ModelLives } from './model-lives.ts';
import type { Asked, Change, NotedChange, ReadOf, Run, Waiter, WriteRun } from './model-records.ts';

const UNSETTLED_MS = 5 * 60_000;
/** A process in which nothing was kept yet may be late by this, once per server. */
const UNUSED_FOR_MS = 250;

/** Two processes with one cache file, their servers, and a model of what no hit may ever be. */
export class CacheWorld {
  readonly clock = new ManualClock();
  readonly violations: string[] = [];
  pending: Run[] = [];
  writes: WriteRun[] = [];
  /** Reads that were not answered yet. */
  waiters: Waiter[] = [];
  hits = 0;
  readonly #path: string;
  readonly #runs: Run[] = [];
  readonly #caches: ResponseCache[] = [];
  readonly #policies: CachePolicy[] = [];
  readonly #definitions = new Map<string, number>();
  /** Per server and kind. */
  readonly #changes = new Map<string, Change[]>();
  /** When and by whom something of a server was first asked for that could be kept. */
  readonly #firstUse = new Map<string, { process: number; at: number }>();
  readonly #lives = new ModelLives();
  #unsettled: { process: number; server: string; fromSeq: number; until: number }[] = [];
  #seq = 0;

  constructor(path: string) {
    this.#path = path;
  }

  async open(policies: readonly CachePolicy[]): Promise<void> {
    for (const [process, rules] of policies.entries()) await this.restart(process, rules);
  }

  /** Another process in its place, perhaps with other rules. */
  async restart(process: number, rules: CachePolicy): Promise<void> {
    this.#cancel(process);
    await settle();
    await this.#caches[process]?.close();
    // A process cannot know of what an earlier one left unanswered.
    this.#unsettled = this.#unsettled.filter((write) => write.process !== process);
    const log = recordingLog();
    this.#lives.end({ process });
    const store = await openStore(`sqlite:${this.#path}`, { clock: this.clock, log, maxBytes: 1_000_000 });
    const evidence = new Evidence({ texts: store.texts('evidence'), clock: this.clock, log });
    this.#policies[process] = rules;
    this.#caches[process] = new ResponseCache({ store, policy: rules, evidence, clock: this.clock });
  }

  startRead(of: ReadOf): void {
    const definition = this.#definitions.get(of.server) ?? 0;
    const limitMs = this.#limitMs(of);
    const about = this.#aboutOf(of);
    const isDurable = of.kind === 'tool' && this.#ruleOf(of)?.isDurable === true;
    const by = { limitMs, life: this.#lives.of({ of, about }), about, isDurable };
    const asked: Asked = { of, definition, startedSeq: ++this.#seq, ...by };
    if (limitMs > 0 && of.mode !== 'bypass' && !this.#firstUse.has(of.server))
      this.#firstUse.set(of.server, { process: of.process, at: this.clock.now() });
    const waiter = { process: of.process, cancel: new AbortController() };
    this.waiters.push(waiter);
    const ended = (): void => {
      this.waiters = this.waiters.filter((other) => other !== waiter);
    };
    this.#cache(of.process)
      .call(this.#call(of, { definition, signal: waiter.cancel.signal }))
      .finally(ended)
      .then(
        (result) => this.#judge(asked, result),
        (error: unknown) => {
          const isCancelled = error instanceof GatewayError && error.code === 'cancelled';
          if (isCancelled && !waiter.cancel.signal.aborted)
            this.violations.push('cancelled by somebody else');
        },
      );
  }

  startWrite(process: number, server: string, argument: number): void {
    const isNarrow = this.#policies[process]?.changes.length;
    const noted = { process, ...(isNarrow && { argument }) };
    this.#note(server, noted);
    const ask = (): Promise<JsonObject> =>
      new Promise((resolve, reject) => {
        const finish = (outcome: JsonObject | Error): void => {
          this.#note(server, noted);
          if (outcome instanceof Error) {
            const until = this.clock.now() + UNSETTLED_MS;
            this.#unsettled.push({ process, server, fromSeq: ++this.#seq, until });
            reject(outcome);
          } else resolve(outcome);
        };
        this.writes.push({ process, server, finish });
      });
    const of = { process, server, kind: 'tool', principal: '', argument, mode: 'use' } as const;
    const { signal } = new AbortController();
    this.#cache(process)
      .call({ ...this.#call(of, { definition: 0, signal }), name: 'write', ask })
      .catch(() => undefined);
  }

  async changed(process: number, server: string): Promise<void> {
    this.#note(server, { process, isWrite: false });
    await this.#cache(process).serverChanged(server);
  }

  /** The server's process, which another may take the place of. */
  end(process: number, server: string): void {
    this.#lives.end({ process, server });
    this.#cache(process).serverEnded(server, { isLast: true });
  }

  async clear(process: number, server: string): Promise<void> {
    this.#note(server, { process, isWrite: false });
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

  /** How long an answer may be given again, by the rules of the process that is asked. */
  #limitMs(of: ReadOf): number {
    if (of.kind === 'resource') return Number.POSITIVE_INFINITY;
    const first = this.#ruleOf(of);
    return first ? first.maxTtlMs + first.staleWhileRevalidateMs : 0;
  }

  #ruleOf({ process, server }: ReadOf): CacheRule | undefined {
    return this.#policies[process]?.rules.find(({ tools }) => matchesAny(tools, `${server}__read`));
  }

  #aboutOf(of: ReadOf): Asked['about'] {
    const about = of.kind === 'tool' ? this.#ruleOf(of)?.about : undefined;
    if (about === undefined) return 'anything';
    return about === false ? 'none' : 'its own';
  }

  #call(of: ReadOf, { definition, signal }: { definition: number; signal: AbortSignal }): ResponseCall {
    const method = of.kind === 'tool' ? 'tools/call' : 'resources/read';
    const args = { n: of.argument, path: `/all/${of.argument}` };
    const named = { method, serverName: of.server, name: 'read' } as const;
    return {
      ...named,
      arguments: args,
      mode: of.mode,
      isReadOnly: false,
      claimsReadOnly: false,
      secrets: () => [],
      signal,
      onProgress: undefined,
      questions: () => 0,
      isReady: () => true,
      noteUse: () => {},
      describe: async () => ({
        ...named,
        definitionHash: String(definition),
        toolHash: '',
        arguments: args,
        principal: of.principal,
        workspace: '',
        audience: '',
      }),
      ask: (asking) => this.#run(of, definition, asking.signal),
    };
  }

  #run(of: ReadOf, definition: number, signal: AbortSignal): Promise<JsonObject> {
    return new Promise((resolve, reject) => {
      const id = this.#runs.length;
      const started: Run = {
        of,
        definition,
        startedSeq: ++this.#seq,
        startedAt: this.clock.now(),
        life: this.#lives.of({ of, about: this.#aboutOf(of) }),
        endedSeq: 0,
        endedAt: 0,
        lifeMs: 0,
        finish: (outcome) => {
          started.endedSeq = ++this.#seq;
          started.endedAt = this.clock.now();
          if (outcome instanceof Error) return reject(outcome);
          const isFinal = Object.keys(outcome).every((key) => key === 'ttlMs');
          const hintMs = Number(outcome.ttlMs ?? 0);
          if (isFinal) started.lifeMs = of.kind === 'tool' ? TTL_MS + STALE_MS : hintMs;
          resolve({ content: [], id, ...outcome });
        },
      };
      this.#runs.push(started);
      this.pending.push(started);
      signal.addEventListener('abort', () => {
        this.pending = this.pending.filter((run) => run !== started);
        started.finish(new GatewayError('cancelled', 'by whoever asked'));
      });
    });
  }

  #cancel(process: number): void {
    for (const waiter of this.waiters) if (waiter.process === process) waiter.cancel.abort();
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

  /** Every rule of the world names writes of s2 as what makes answers of tools of all servers old. */
  #note(server: string, { process, isWrite = true, argument }: NotedChange): void {
    if (isWrite) this.#lives.noteWrite({ process, server }, argument);
    const changed = [`${server} tool`, `${server} resource`];
    const isElsewhere = server === 's2' && isWrite && this.#policies[process]?.rules.length;
    if (isElsewhere) changed.push('s1 tool');
    for (const name of changed) {
      const first = this.#firstUse.get(name.split(' ')[0] ?? '');
      if (first && first.process !== process && this.clock.now() - first.at <= UNUSED_FOR_MS) continue;
      // Whatever the one thing is, the rule that names it elsewhere makes all of its answers old.
      const change = { seq: ++this.#seq, argument: isElsewhere ? undefined : argument };
      this.#changes.set(name, [...(this.#changes.get(name) ?? []), change]);
    }
  }

  #judge(asked: Asked, result: JsonObject): void {
    const { of, definition, startedSeq, limitMs, life, isDurable } = asked;
    const run = this.#runs[Number(result.id)];
    const isHit = CACHE_META in ((result._meta as JsonObject | undefined) ?? {});
    // Its own request, neither kept nor joined.
    if (!run || run.startedSeq > startedSeq) return;
    const forbid = (reason: string): void => void this.violations.push(reason);
    if (of.mode !== 'use') forbid(`${of.mode} was answered from the cache`);
    if (run.of.principal !== of.principal) forbid('an answer to somebody else');
    if (run.of.server !== of.server || run.of.argument !== of.argument || run.of.kind !== of.kind)
      forbid('an answer to something else');
    if (run.life !== life && !isDurable) forbid('an answer from the memory of another process');
    if (run.definition !== definition) forbid('an answer of a server that was defined otherwise');
    const changes = this.#changes.get(`${of.server} ${of.kind}`) ?? [];
    const isSince = ({ seq, argument }: Change): boolean =>
      seq > run.startedSeq && seq < startedSeq && concerns(argument, asked);
    if (changes.some(isSince)) forbid('an answer from before a change');
    if (!isHit) return;
    this.hits++;
    if (run.lifeMs === 0) forbid('an answer that is none to keep');
    const ageMs = this.clock.now() - run.endedAt;
    if (ageMs >= run.lifeMs) forbid('an answer that is too old');
    if (ageMs >= limitMs) forbid('an answer that is too old by the rules as they are now');
    const during = this.#unsettled.find(
      (write) =>
        write.server === of.server &&
        run.endedSeq > write.fromSeq &&
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
