import type { JsonObject } from '../../protocol/json-rpc.ts';
import { BriefMap } from '../../shared/brief-map.ts';
import type { Clock } from '../../shared/clock.ts';
import { MemoryLru } from '../keyv/memory-lru.ts';
import type { Store } from '../keyv/store.ts';
import type { TextStore } from '../keyv/text-store.ts';
import {
  EntryAge,
  type EntryFacts,
  formatEntry,
  parseEntry,
  type ResponseEntry,
} from './entry/response-entry.ts';

interface KeptOptions {
  readonly store: Pick<Store, 'texts' | 'health' | 'isOneMachine'>;
  readonly memoryBytes: number;
  readonly clock: Clock;
}

/** An answer that was given, as it is to be kept. */
export interface NewEntry extends Omit<EntryFacts, 'storedWall' | 'storedUp' | 'bytes' | 'ttlMs'> {
  readonly result: JsonObject;
}

/** What is decided of a new answer when there is time for it. */
export interface Keeping {
  readonly ttlMs: number;
  /** The result as JSON. */
  readonly text: string;
  /** How long it is worth having. */
  readonly keptMs: number;
}

interface Pending {
  readonly entry: NewEntry;
  readonly at: ReturnType<EntryAge['now']> & { readonly storedAt: number };
  readonly decide: () => Keeping | undefined;
}

/** Many at once cost a third each of what one by one they would. */
const SETTLED_AT_ONCE = 64;
const SETTLED_AFTER_MS = 25;
/** What an entry takes in memory besides its text. */
const OVERHEAD_BYTES = 800;

/**
 * The answers that are kept: all of them in the store, which is written behind, and those that were asked for again
 * in memory. What is asked for once only would be nothing there but work for the garbage collector.
 */
export class KeptResponses {
  readonly #store: KeptOptions['store'];
  readonly #texts: TextStore;
  readonly #memory: MemoryLru<ResponseEntry>;
  readonly #clock: Clock;
  readonly #age: EntryAge;
  readonly #pending = new BriefMap<string, Pending>();
  #cancelSettle: (() => void) | undefined;

  constructor({ store, memoryBytes, clock }: KeptOptions) {
    this.#store = store;
    this.#texts = store.texts('responses');
    this.#memory = new MemoryLru(memoryBytes);
    this.#clock = clock;
    this.#age = new EntryAge({ clock, isOneMachine: store.isOneMachine });
  }

  /** At once where it is in memory, or surely not stored. */
  find(key: string): ResponseEntry | undefined | Promise<ResponseEntry | undefined> {
    const pending = this.#pending.get(key);
    if (pending) this.#settle(key, pending);
    const remembered = this.#memory.get(key);
    if (remembered) return remembered;
    const text = this.#texts.find(key);
    return text instanceof Promise ? text.then((loaded) => this.#read(key, loaded)) : this.#read(key, text);
  }

  ageMs(entry: ResponseEntry): number {
    return this.#age.ageMs(entry);
  }

  /** Keeps an answer; `decide` is asked when there is time, or it is asked for again. */
  keep(key: string, entry: NewEntry, decide: () => Keeping | undefined): void {
    this.#pending.set(key, { entry, at: { ...this.#age.now(), storedAt: this.#clock.now() }, decide });
    if (this.#pending.size >= SETTLED_AT_ONCE) this.settle();
    else this.#cancelSettle ??= this.#clock.after(SETTLED_AFTER_MS, () => this.settle());
  }

  /** Hands over to the store what was kept. */
  settle(): void {
    this.#cancelSettle?.();
    this.#cancelSettle = undefined;
    for (const [key, pending] of this.#pending) this.#settle(key, pending);
  }

  /** Of those in memory, what is kept of one tool. */
  ofTool(tool: string): ResponseEntry[] {
    return [...this.#memory.values()].filter((entry) => entry.tool === tool);
  }

  #settle(key: string, { entry: { result, ...entry }, at, decide }: Pending): void {
    this.#pending.delete(key);
    const keeping = decide();
    if (!keeping) return;
    const { isOneMachine, health } = this.#store;
    const { ttlMs, text, keptMs } = keeping;
    const { storedAt, ...stored } = at;
    const facts = { ...entry, bytes: text.length, ttlMs, ...stored };
    if (isOneMachine && health.isHealthy) this.#memory.delete(key);
    else this.#remember(key, { ...facts, result, storedAt });
    this.#texts.set(key, formatEntry(facts, text), keptMs);
  }

  #read(key: string, text: string | undefined): ResponseEntry | undefined {
    const entry = text === undefined ? undefined : parseEntry(text);
    return entry && this.#remember(key, entry);
  }

  #remember(key: string, entry: ResponseEntry): ResponseEntry {
    this.#memory.set(key, entry, entry.bytes + OVERHEAD_BYTES);
    return entry;
  }
}
