import type { Clock } from '../../shared/clock.ts';
import { MemoryLru } from '../keyv/memory-lru.ts';
import type { TextStore } from '../keyv/text-store.ts';
import { EntryAge, formatEntry, parseEntry, type ResponseEntry } from './entry/response-entry.ts';

interface KeptOptions {
  readonly texts: TextStore;
  readonly memoryBytes: number;
  readonly clock: Clock;
}

/** The answers that are kept: the last used in memory, all of them in the store, which is written behind. */
export class KeptResponses {
  readonly #texts: TextStore;
  readonly #memory: MemoryLru<ResponseEntry>;
  readonly #age: EntryAge;

  constructor({ texts, memoryBytes, clock }: KeptOptions) {
    this.#texts = texts;
    this.#memory = new MemoryLru(memoryBytes);
    this.#age = new EntryAge(clock);
  }

  /** At once where it is in memory. */
  find(key: string): ResponseEntry | Promise<ResponseEntry | undefined> {
    return this.#memory.get(key) ?? this.#load(key);
  }

  ageMs(entry: ResponseEntry): number {
    return this.#age.ageMs(entry);
  }

  /** @param text the entry's result as JSON; @param keptMs how long it is worth having. */
  keep(key: string, entry: ResponseEntry, { text, keptMs }: { text: string; keptMs: number }): void {
    this.#memory.set(key, entry, entry.bytes);
    this.#texts.set(key, formatEntry(entry, text), keptMs);
  }

  /** Of those in memory, what is kept of one tool. */
  ofTool(tool: string): ResponseEntry[] {
    return [...this.#memory.values()].filter((entry) => entry.tool === tool);
  }

  async #load(key: string): Promise<ResponseEntry | undefined> {
    const text = await this.#texts.get(key);
    const entry = text === undefined ? undefined : parseEntry(text);
    if (entry) this.#memory.set(key, entry, entry.bytes);
    return entry;
  }
}
