import type { CacheCounts, CacheReport } from '../../protocol/daemon/cache-report.ts';
import { isObject, type JsonObject } from '../../protocol/json-rpc.ts';
import type { Clock } from '../../shared/clock.ts';
import { MemoryLru } from '../keyv/memory-lru.ts';
import type { Store } from '../keyv/open-store.ts';
import type { TextStore } from '../keyv/text-store.ts';
import { adviseAll } from './advice.ts';
import { type CachePolicy, type CacheRule, CacheRules, serverTag, toolId } from './cache-rule.ts';
import { CacheCounters } from './counters.ts';
import type { Evidence } from './evidence.ts';
import { Flights } from './flights.ts';
import { EntryAge, formatEntry, parseEntry, type ResponseEntry } from './response-entry.ts';
import { digest, type ResponseRequest, responseKey } from './response-key.ts';
import { isFinalAnswer } from './storable.ts';
import { nextTtlMs } from './time-to-live.ts';
import { WritesInFlight } from './writes-in-flight.ts';

/** On a kept answer: that it is one, its age and TTL. In a request: `bypass` or `refresh`. */
export const CACHE_META = 'dev.trunkline/cache';

interface ResponseCacheOptions {
  readonly store: Store;
  readonly policy: CachePolicy;
  readonly evidence: Evidence;
  readonly clock: Clock;
}

/** A call on its way to its server. */
export interface ResponseCall {
  readonly request: ResponseRequest;
  /** `refresh` asks the server and keeps what it says; `bypass` neither looks nor keeps. */
  readonly mode: 'use' | 'refresh' | 'bypass';
  /** Policy knows that the tool only reads. A rule that names it says so as well. */
  readonly isReadOnly: boolean;
  /** The tool says so of itself, which is reason enough to watch it, and to do no more. */
  readonly claimsReadOnly: boolean;
  /** Asks the server. */
  readonly run: () => Promise<JsonObject>;
}

interface Plan extends ResponseCall {
  readonly tool: string;
  readonly rule: CacheRule;
  readonly key: string;
  readonly tags: readonly string[];
  readonly counts: CacheCounts;
}

/** A share of what learned rules answer is checked at the server: one in so many. */
const CHECKED_HITS = 20;

/**
 * Answers of tools that can be given again. Never gives one that a call since may have made old: every entry
 * carries the generations of its tags, which advance before and after whatever is not known to only read.
 */
export class ResponseCache {
  readonly #counters = new CacheCounters();
  readonly #rules: CacheRules;
  readonly #options: ResponseCacheOptions;
  readonly #texts: TextStore;
  readonly #memory: MemoryLru<ResponseEntry>;
  readonly #age: EntryAge;
  readonly #flights = new Flights();
  readonly #writes: WritesInFlight;
  /** Tools that policy knows to only read, of those that were called. */
  readonly #learnable = new Set<string>();
  #learnedHits = 0;

  constructor(options: ResponseCacheOptions) {
    const { store, policy, clock } = options;
    this.#options = options;
    this.#rules = new CacheRules(policy);
    this.#texts = store.texts('responses');
    this.#memory = new MemoryLru(policy.memoryBytes);
    this.#age = new EntryAge(clock);
    this.#writes = new WritesInFlight(clock);
  }

  /** Whether nothing is to be kept, now or later: calls need no look at all. */
  get isIdle(): boolean {
    const { policy } = this.#options;
    return policy.rules.length === 0 && !policy.learn;
  }

  /** Answers a call: with a kept answer that still holds, or as the server does. */
  call(call: ResponseCall): Promise<JsonObject> {
    const { request } = call;
    const tool = toolId(request.serverName, request.name);
    if (call.isReadOnly || this.#rules.find(tool)) return this.#read(call, tool);
    if (!call.claimsReadOnly) return this.#write(request.serverName, tool, call.run, true);
    this.#counters.of(tool).bypassed++;
    return this.#write(request.serverName, tool, () => this.#watch(call, tool));
  }

  /** Makes old whatever carries a tag of the user, or belongs to a tool or server of that name. */
  async clear(name: string): Promise<void> {
    await this.#options.store.generations.advance([serverTag(name), `tool:${name}`, `by:${name}`]);
  }

  /** Its process, its lists or its data are not what they were. */
  async serverChanged(serverName: string): Promise<void> {
    this.#options.evidence.noteChange(serverName);
    await this.#options.store.generations.advance([serverTag(serverName)]);
  }

  /** For people: what is kept by which rule, what it spared, what could be. */
  report(): CacheReport {
    const { evidence, store } = this.#options;
    const advice = new Map(adviseAll(evidence.all()).map((each) => [each.tool, each]));
    const names = new Set([...this.#counters.all().map(([tool]) => tool), ...advice.keys()]);
    const tools = [...names].sort().map((tool) => {
      const rule = this.#findRule(tool, this.#learnable.has(tool));
      return {
        tool,
        rule: rule && { tools: rule.tools, ttlMs: rule.ttlMs, isLearned: rule.isLearned === true },
        counts: this.#counters.of(tool),
        advice: advice.get(tool),
      };
    });
    return { tools, faults: store.health.faults };
  }

  async close(): Promise<void> {
    this.#options.evidence.close();
    await this.#options.store.close();
  }

  async #read(call: ResponseCall, tool: string): Promise<JsonObject> {
    const { request, mode } = call;
    const counts = this.#counters.of(tool);
    if (call.isReadOnly) this.#learnable.add(tool);
    const rule = this.#findRule(tool, call.isReadOnly);
    if (mode === 'bypass' || !rule) {
      counts.bypassed++;
      return mode === 'bypass' ? call.run() : this.#watch(call, tool);
    }
    const key = responseKey(request, rule.scope, rule.vary);
    const plan: Plan = {
      ...call,
      tool,
      rule,
      counts,
      key,
      tags: this.#rules.tagsOf(request.serverName, tool, rule),
    };
    const entry = await this.#find(key);
    const generations = await this.#generations(plan);
    if (mode === 'use' && entry && generations !== undefined && entry.generations === generations) {
      const ageMs = this.#age.ageMs(entry);
      if (ageMs < entry.ttlMs) return this.#serve(plan, entry, ageMs);
      if (ageMs < entry.ttlMs + rule.staleWhileRevalidateMs)
        return this.#serveStale(plan, entry, ageMs, generations);
    }
    counts.misses++;
    return this.#fetch(plan, generations, entry);
  }

  /** Runs a call that may change its server, between two advances of what hangs on it. */
  #write(
    serverName: string,
    tool: string,
    run: () => Promise<JsonObject>,
    isUnhinted = false,
  ): Promise<JsonObject> {
    const { store, evidence } = this.#options;
    const tags = this.isIdle ? [] : this.#rules.tagsChangedBy(serverName, tool);
    const advance = async (): Promise<void> => {
      if (isUnhinted) evidence.noteChange(serverName);
      if (tags.length > 0) await store.generations.advance(tags);
    };
    return this.#writes.run(serverName, advance, run);
  }

  #findRule(tool: string, isReadOnly: boolean): CacheRule | undefined {
    const rule = this.#rules.find(tool);
    if (rule || !this.#options.policy.learn || !isReadOnly) return rule;
    return this.#options.evidence.learnedRule(tool);
  }

  async #generations({ tags }: Plan): Promise<string | undefined> {
    return this.#options.store.generations.read(tags);
  }

  async #find(key: string): Promise<ResponseEntry | undefined> {
    const held = this.#memory.get(key);
    if (held) return held;
    const text = await this.#texts.get(key);
    const entry = text === undefined ? undefined : parseEntry(text);
    if (entry) this.#memory.set(key, entry, entry.bytes);
    return entry;
  }

  #serve({ counts, rule, ...plan }: Plan, entry: ResponseEntry, ageMs: number): JsonObject {
    counts.hits++;
    counts.bytes += entry.bytes;
    counts.savedMs += entry.durationMs;
    if (rule.isLearned && ++this.#learnedHits % CHECKED_HITS === 0) this.#check(plan.tool, entry, plan.run);
    return marked(entry, ageMs, false);
  }

  #serveStale(plan: Plan, entry: ResponseEntry, ageMs: number, generations: string | undefined): JsonObject {
    plan.counts.stale++;
    plan.counts.bytes += entry.bytes;
    plan.counts.savedMs += entry.durationMs;
    // Its failure is nobody's answer: the next call asks again.
    this.#fetch(plan, generations, entry).catch(() => undefined);
    return marked(entry, ageMs, true);
  }

  /** Whether a learned rule still tells the truth. */
  #check(tool: string, entry: ResponseEntry, run: () => Promise<JsonObject>): void {
    run().then(
      (result) => {
        if (digest(JSON.stringify(result)) !== entry.hash) this.#options.evidence.contradict(tool);
      },
      () => undefined, // a failed call says nothing about the answer
    );
  }

  #fetch(
    plan: Plan,
    generations: string | undefined,
    previous: ResponseEntry | undefined,
  ): Promise<JsonObject> {
    const { clock } = this.#options;
    const run = async (): Promise<JsonObject> => {
      const startedAt = clock.now();
      const result = await plan.run();
      await this.#keep(plan, { result, generations, previous, durationMs: clock.now() - startedAt });
      return result;
    };
    if (generations === undefined || plan.mode === 'refresh') return run();
    return this.#flights.join(`${plan.key} ${generations}`, run, () => plan.counts.coalesced++);
  }

  /** Keeps an answer unless something that it hangs on may have changed while it was on its way. */
  async #keep(
    plan: Plan,
    got: {
      result: JsonObject;
      generations: string | undefined;
      previous: ResponseEntry | undefined;
      durationMs: number;
    },
  ): Promise<void> {
    const { result, generations, previous, durationMs } = got;
    const { policy, clock } = this.#options;
    if (generations === undefined || !isFinalAnswer(result)) return;
    const text = JSON.stringify(result);
    if (text.length > policy.maxItemBytes) return;
    if (this.#writes.isWriting(plan.request.serverName) || (await this.#generations(plan)) !== generations)
      return;
    const hash = digest(text);
    const seen = previous?.generations === generations ? previous : undefined;
    const ttlMs = nextTtlMs(
      plan.rule,
      seen && { ttlMs: seen.ttlMs, ageMs: this.#age.ageMs(seen), hasChanged: seen.hash !== hash },
    );
    const stored = { storedWall: clock.wallTime(), storedAt: clock.now() };
    const entry: ResponseEntry = {
      result,
      hash,
      bytes: text.length,
      generations,
      ...stored,
      ttlMs,
      durationMs,
    };
    this.#memory.set(plan.key, entry, entry.bytes);
    // Kept past its end, so that the next answer can be compared with it.
    const keptMs = 2 * (ttlMs + plan.rule.staleWhileRevalidateMs);
    this.#texts.set(plan.key, formatEntry(entry, text), keptMs);
  }

  /** Without a rule an answer is only looked at; what it shows may become one. */
  async #watch({ request, run }: ResponseCall, tool: string): Promise<JsonObject> {
    const { evidence, clock } = this.#options;
    const noted = evidence.begin(request.serverName);
    const startedAt = clock.now();
    const result = await run();
    if (isFinalAnswer(result))
      evidence.observe({ tool, request, result, durationMs: clock.now() - startedAt, noted });
    return result;
  }
}

function marked({ result, ttlMs }: ResponseEntry, ageMs: number, stale: boolean): JsonObject {
  const meta = isObject(result._meta) ? result._meta : {};
  const cache = { hit: true, ageMs: Math.round(ageMs), ttlMs, stale };
  return { ...result, _meta: { ...meta, [CACHE_META]: cache } };
}
