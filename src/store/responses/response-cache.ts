import type { CacheReport } from '../../protocol/daemon/cache-report.ts';
import type { JsonObject } from '../../protocol/json-rpc.ts';
import type { Clock } from '../../shared/clock.ts';
import type { Store } from '../keyv/store.ts';
import { type CachePolicy, type CacheRule, CacheRules, type ToolRules } from './cache-rule.ts';
import { CachedReads } from './cached-reads.ts';
import { cachedTools } from './cached-tools.ts';
import { CacheCounters } from './counters.ts';
import { adviseAll } from './evidence/advice.ts';
import type { Evidence } from './evidence/evidence.ts';
import { KeptResponses } from './kept-responses.ts';
import type { ResponseCall } from './response-call.ts';
import { ServerLives } from './server-lives.ts';
import { type AnswerTags, tagsNamed, tagsOfAnswer, tagsOfChange, tagsOfServer } from './tags.ts';
import { WritesInFlight } from './writes-in-flight.ts';

interface ResponseCacheOptions {
  readonly store: Store;
  readonly policy: CachePolicy;
  readonly evidence: Evidence;
  readonly clock: Clock;
}

/** For resources the server's own `ttlMs` is the rule. */
const BY_HINT: CacheRule = {
  tools: [],
  ttlMs: Number.POSITIVE_INFINITY,
  maxTtlMs: Number.POSITIVE_INFINITY,
  scope: 'principal',
  staleWhileRevalidateMs: 0,
  invalidatedBy: [],
  vary: undefined,
};

/**
 * Answers of servers that can be given again. Never gives one that a call since may have made old: every entry
 * carries the generations of its tags, which advance before and after whatever is not known to only read.
 */
export class ResponseCache {
  readonly #options: ResponseCacheOptions;
  readonly #counters: CacheCounters;
  readonly #rules: CacheRules;
  readonly #kept: KeptResponses;
  readonly #reads: CachedReads;
  readonly #writes: WritesInFlight;
  readonly #lives: ServerLives;
  /** Tools that policy knows to only read, of those that were called. */
  readonly #learnable = new Set<string>();
  /** By tool, what its answers hang on. */
  readonly #hangsOn = new Map<string, { rule: CacheRule; on: AnswerTags }>();

  constructor(options: ResponseCacheOptions) {
    const { store, policy, evidence, clock } = options;
    this.#options = options;
    this.#rules = new CacheRules(policy);
    this.#counters = new CacheCounters({ texts: store.texts('counts'), clock });
    this.#writes = new WritesInFlight(clock);
    this.#kept = new KeptResponses({ store, memoryBytes: policy.memoryBytes, clock });
    this.#lives = new ServerLives(store.generations);
    this.#reads = new CachedReads({
      kept: this.#kept,
      lives: this.#lives,
      writes: this.#writes,
      evidence,
      onServed: (call) => {
        // What it knows is to last for as long as it is asked for, though no call reaches it.
        if (this.#lives.wasChanged(call.serverName)) call.noteUse();
      },
      maxItemBytes: policy.maxItemBytes,
      clock,
    });
  }

  /** Reads from the store what every answer needs, so that the first need not wait for it. */
  async prepare(): Promise<void> {
    await this.#options.store.generations.read([]);
    await this.#kept.find('');
  }

  /** Answers a request: with a kept answer that still holds, or as the server does. */
  call(call: ResponseCall): Promise<JsonObject> {
    if (call.method === 'resources/read') return this.#readResource(call);
    const found = this.#rules.of(call.serverName, call.name);
    if ((call.isReadOnly || found.rule) && !found.isChange) return this.#read(call, found);
    return this.#write(call, found);
  }

  /** Makes old whatever carries a tag of the user, or belongs to a tool or server of that name. */
  async clear(name: string): Promise<void> {
    await this.#options.store.generations.advance(tagsNamed(name));
  }

  /** Its process, its lists or its data are not what they were. */
  async serverChanged(serverName: string): Promise<void> {
    this.#options.evidence.noteChange(serverName);
    await this.#options.store.generations.advance(tagsOfServer(serverName));
  }

  /** One of its processes, or its connection to it, is no more. */
  serverEnded(serverName: string, how: { isLast: boolean }): void {
    this.#lives.noteEnd(serverName, how);
  }

  /** For people: what is kept by which rule, what it spared, what could be. */
  async report(): Promise<CacheReport> {
    const { evidence, store } = this.#options;
    await evidence.reload();
    const tools = cachedTools({
      counted: await this.#counters.all(),
      advice: adviseAll(evidence.all()),
      ruleOf: (tool) => this.#learnedOr(this.#rules.ruleOf(tool), tool),
      kept: this.#kept,
    });
    return { tools, faults: store.health.faults };
  }

  async close(): Promise<void> {
    this.#reads.close();
    await Promise.all([this.#options.evidence.close(), this.#counters.close()]);
    await this.#options.store.close();
  }

  #read(call: ResponseCall, { tool, rule: configured }: ToolRules): Promise<JsonObject> {
    if (call.isReadOnly) this.#learnable.add(tool);
    const rule = this.#learnedOr(configured, tool);
    const counts = this.#counters.of(call.serverName, tool);
    if (rule && call.mode !== 'bypass') {
      return this.#reads.answer(call, { tool, rule, hangsOn: this.#onWhat(call, tool, rule), counts });
    }
    counts.bypassed++;
    return rule ? call.ask(call) : this.#watch(call, tool);
  }

  /** The same ones for every call, unless they hang on its arguments. */
  #onWhat(call: ResponseCall, tool: string, rule: CacheRule): AnswerTags {
    if (typeof rule.about === 'string') return tagsOfAnswer(call, tool, rule);
    const known = this.#hangsOn.get(tool);
    if (known?.rule === rule) return known.on;
    const on = tagsOfAnswer(call, tool, rule);
    this.#hangsOn.set(tool, { rule, on });
    return on;
  }

  #readResource(call: ResponseCall): Promise<JsonObject> {
    const tool = `${call.serverName} resources`;
    const counts = this.#counters.of(call.serverName, tool);
    if (call.mode !== 'bypass') {
      const hangsOn = this.#onWhat(call, tool, BY_HINT);
      return this.#reads.answer(call, { tool, rule: BY_HINT, hangsOn, counts });
    }
    counts.bypassed++;
    return call.ask(call);
  }

  /** Runs a call that may change its server, between two advances of what hangs on it. */
  #write(call: ResponseCall, found: ToolRules): Promise<JsonObject> {
    const { store, evidence } = this.#options;
    const { serverName, claimsReadOnly } = call;
    const { tool } = found;
    const counts = this.#counters.of(serverName, tool);
    counts.bypassed++;
    const tags = tagsOfChange(call, found);
    const advance = (): void | Promise<void> => {
      if (!claimsReadOnly) evidence.noteChange(serverName);
      this.#lives.noteChange(serverName, tags);
      return store.generations.advance(tags, found.change !== undefined);
    };
    return this.#writes.run(serverName, advance, () =>
      claimsReadOnly ? this.#watch(call, tool) : call.ask(call),
    );
  }

  #learnedOr(configured: CacheRule | undefined, tool: string): CacheRule | undefined {
    if (configured || !this.#options.policy.learn || !this.#learnable.has(tool)) return configured;
    return this.#options.evidence.learnedRule(tool);
  }

  /** Without a rule an answer is only looked at; what it shows may become one. */
  async #watch(call: ResponseCall, tool: string): Promise<JsonObject> {
    const { evidence, clock } = this.#options;
    if (call.mode === 'bypass' || !evidence.mayLook()) return call.ask(call);
    const noted = evidence.begin(call.serverName);
    const startedAt = clock.now();
    const result = await call.ask(call);
    const durationMs = clock.now() - startedAt;
    evidence.observe({ tool, request: await call.describe(), result, durationMs, noted });
    return result;
  }
}
