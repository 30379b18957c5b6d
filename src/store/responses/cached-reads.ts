import type { CacheCounts } from '../../protocol/daemon/cache-report.ts';
import type { JsonObject } from '../../protocol/json-rpc.ts';
import type { Clock } from '../../shared/clock.ts';
import type { CacheRule } from './cache-rule.ts';
import type { ResponseEntry } from './entry/response-entry.ts';
import { type ResponseRequest, responseKey } from './entry/response-key.ts';
import { servedCopy } from './entry/served-copy.ts';
import { mayBeKept } from './entry/storable.ts';
import { hintedTtlMs, TimesToLive } from './entry/time-to-live.ts';
import type { Evidence } from './evidence/evidence.ts';
import { type Ask, type Asking, Flights } from './flights.ts';
import type { KeptResponses } from './kept-responses.ts';
import type { ResponseCall } from './response-call.ts';
import type { ServerLives } from './server-lives.ts';
import type { AnswerTags } from './tags.ts';
import type { WritesInFlight } from './writes-in-flight.ts';

interface CachedReadsOptions {
  readonly kept: KeptResponses;
  readonly lives: ServerLives;
  readonly writes: WritesInFlight;
  readonly evidence: Evidence;
  /** Called when a kept answer is given. */
  readonly onServed: (call: ResponseCall) => void;
  readonly maxItemBytes: number;
  readonly clock: Clock;
}

/** By which rule a call may be answered. */
export interface ReadRule {
  readonly tool: string;
  readonly rule: CacheRule;
  readonly hangsOn: AnswerTags;
  readonly counts: CacheCounts;
}

interface Read extends ReadRule {
  readonly call: ResponseCall;
  readonly request: ResponseRequest;
  readonly key: string;
  /** Of its tags, before anything was asked; undefined while nobody can know them. */
  readonly generations: string | undefined;
}

/** A share of what learned rules answer is checked at the server: one in so many. */
const CHECKED_HITS = 20;

/** Answers that a rule allows to be given again: served, joined, fetched, kept, and checked. */
export class CachedReads {
  readonly #options: CachedReadsOptions;
  readonly #flights = new Flights();
  readonly #timesToLive = new TimesToLive();
  #learnedHits = 0;
  #isClosed = false;

  constructor(options: CachedReadsOptions) {
    this.#options = options;
  }

  /** Answers with what is kept and still holds, or as the server does. */
  async answer(call: ResponseCall, by: ReadRule): Promise<JsonObject> {
    const { kept, lives } = this.#options;
    const { rule, counts, hangsOn } = by;
    const request = await call.describe();
    const key = responseKey(request, rule.scope, rule.vary);
    const entry = await kept.find(key);
    // What nothing can answer but the server needs no look at what other processes do.
    const isNew = !entry && !this.#flights.has(key);
    const known = isNew ? await lives.recall(hangsOn) : await lives.read(hangsOn);
    const isJoining = isNew && this.#flights.has(key);
    const current = isJoining ? await lives.read(hangsOn) : known;
    const read: Read = { ...by, call, request, key, generations: current };
    if (call.mode === 'use' && entry && entry.generations === read.generations) {
      const ageMs = kept.ageMs(entry);
      const ttlMs = this.#timesToLive.of(entry, rule);
      const isStale = ageMs >= ttlMs;
      if (!isStale || ageMs < ttlMs + rule.staleWhileRevalidateMs) {
        if (isStale) this.#revalidate(read, entry);
        else if (rule.isLearned && ++this.#learnedHits % CHECKED_HITS === 0) this.#check(read, entry);
        this.#options.onServed(call);
        return this.#serve(entry, counts, { ageMs, ttlMs, isStale });
      }
    }
    counts.misses++;
    return this.#fetch(read, entry, call);
  }

  /** What is answered from now on is not kept any more. */
  close(): void {
    this.#isClosed = true;
    this.#options.kept.settle();
  }

  #serve(
    entry: ResponseEntry,
    counts: CacheCounts,
    how: { ageMs: number; ttlMs: number; isStale: boolean },
  ): JsonObject {
    if (how.isStale) counts.stale++;
    else counts.hits++;
    counts.bytes += entry.bytes;
    counts.savedMs += entry.durationMs;
    return servedCopy(entry, how);
  }

  /** Its failure is nobody's answer: the next call asks again. */
  #revalidate(read: Read, entry: ResponseEntry): void {
    this.#fetch(read, entry, inBackground()).catch(() => undefined);
  }

  /** Whether a learned rule still tells the truth. A failed call says nothing about that, nor does a change since. */
  #check({ call, tool, hangsOn, generations }: Read, entry: ResponseEntry): void {
    const compare = async (): Promise<void> => {
      const result = await call.ask(inBackground());
      const isSame = JSON.stringify(result) === JSON.stringify(entry.result);
      if (isSame || this.#options.writes.isWriting(call.serverName)) return;
      if ((await this.#options.lives.read(hangsOn)) === generations) this.#options.evidence.contradict(tool);
    };
    compare().catch(() => undefined);
  }

  #fetch(read: Read, previous: ResponseEntry | undefined, waiter: Asking): Promise<JsonObject> {
    const { call, key, generations, counts } = read;
    const ask: Ask = (asking) => this.#ask(read, previous, asking);
    if (generations === undefined || call.mode === 'refresh') return ask(waiter);
    return this.#flights.join({ key, generations }, waiter, { ask, onJoin: () => counts.coalesced++ });
  }

  async #ask(read: Read, previous: ResponseEntry | undefined, asking: Asking): Promise<JsonObject> {
    const { clock, evidence } = this.#options;
    const { call, request, tool } = read;
    const questions = call.questions();
    const noted = evidence.begin(call.serverName);
    const wasReady = call.isReady();
    const startedAt = clock.now();
    const result = await call.ask(asking);
    const durationMs = wasReady ? clock.now() - startedAt : 0;
    if (!this.#isClosed && call.questions() === questions) this.#keep(read, previous, { result, durationMs });
    if (read.rule.isLearned) {
      // Once the answer has left, and before anybody can have asked again.
      setImmediate(() => {
        if (!this.#isClosed) evidence.observe({ tool, request, result, durationMs, noted });
      });
    }
    return result;
  }

  /** Keeps an answer unless something that it hangs on may have changed while it was on its way. */
  #keep(
    { call, key, tool, hangsOn, rule, generations }: Read,
    previous: ResponseEntry | undefined,
    { result, durationMs }: { result: JsonObject; durationMs: number },
  ): void {
    const { kept, lives, maxItemBytes, writes } = this.#options;
    const hintMs = call.method === 'resources/read' ? hintedTtlMs(result) : undefined;
    if (generations === undefined || hintMs === 0 || writes.isWriting(call.serverName)) return;
    const seen = previous && { ttlMs: this.#timesToLive.of(previous, rule), ageMs: kept.ageMs(previous) };
    kept.keep(key, { server: call.serverName, tool, generations, durationMs, result }, () => {
      const text = JSON.stringify(result);
      if (text.length > maxItemBytes || !mayBeKept(result, text, call.secrets())) return undefined;
      if (lives.haveAdvanced(hangsOn, generations)) return undefined;
      const hasChanged = previous !== undefined && JSON.stringify(previous.result) !== text;
      // What a write since may have changed says nothing; what it has not, that the answer lasts.
      const isTelling = previous?.generations === generations || !hasChanged;
      const observed = seen && isTelling ? { ...seen, hasChanged } : undefined;
      const ttlMs = hintMs ?? this.#timesToLive.next(tool, rule, observed);
      // Kept past its end, so that the next answer can be compared with it.
      const longestMs = Math.max(2 * ttlMs, hintMs ?? rule.maxTtlMs);
      return { text, ttlMs, keptMs: longestMs + 2 * rule.staleWhileRevalidateMs };
    });
  }
}

/** For what nobody waits for: neither cancelled nor watched. */
const inBackground = (): Asking => ({ signal: new AbortController().signal, onProgress: undefined });
