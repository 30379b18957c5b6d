import Keyv from 'keyv';
import type { Clock } from '../../shared/clock.ts';
import type { Fault } from '../faults.ts';
import type { StoreHealth } from './store-health.ts';
import { TEXT_COMPRESSION } from './text-compression.ts';

/** What a storage can do without Keyv, at once. */
interface DirectStorage {
  /** False for what is surely not stored. */
  mayHave(key: string): boolean;
  write(texts: readonly { key: string; value: string; expires: number }[]): void;
}

interface TextStoreOptions {
  readonly namespace: string;
  /** A Keyv storage adapter; undefined keeps nothing but what waits to be written. */
  readonly storage: unknown;
  /** The same one, if it can do without Keyv. */
  readonly direct?: DirectStorage;
  readonly health: StoreHealth;
  readonly clock: Clock;
  /** How long an operation may take, and how long none is tried after one that failed; absent, no limit. */
  readonly patience?: { readonly timeoutMs: number; readonly pauseMs: number };
  /** Called after a failure, for what must be done to the storage itself. */
  readonly onFault?: (fault: Fault) => void;
}

interface Waiting {
  readonly value: string;
  readonly ttl: number;
}

interface Entry extends Waiting {
  readonly key: string;
}

const FLUSH_AFTER_MS = 250;
const FLUSH_AT_ENTRIES = 512;
const FLUSH_AT_CHARS = 8 * 1024 * 1024;

/** Keyv's envelope without a second round of JSON: the expiry, a line feed, the text. */
const ENVELOPE = {
  stringify: (data: unknown): string => {
    const { value, expires } = data as { value: string; expires?: number };
    return `${expires ?? ''}\n${value}`;
  },
  parse: <T>(text: string): T => {
    const end = text.indexOf('\n');
    const value = text.slice(end + 1);
    return (end > 0 ? { value, expires: Number(text.slice(0, end)) } : { value }) as T;
  },
};

/**
 * Texts by key in one namespace of a Keyv store. Writes wait and go out together, off the path of a call; a
 * text that waits is already readable. Nothing here rejects: a store that fails is an empty one.
 */
export class TextStore {
  readonly #keyv: Keyv<string>;
  readonly #options: TextStoreOptions;
  #waiting = new Map<string, Waiting>();
  #waitingChars = 0;
  /** On their way into the store; still read from here. */
  #leaving = new Map<string, Waiting>();
  #flushing: Promise<boolean> | undefined;
  #cancelFlush: (() => void) | undefined;
  /** The last that was told of, and how many were. */
  #failure: unknown;
  #failures = 0;
  #wasWritten = true;
  #pausedUntil = 0;

  constructor(options: TextStoreOptions) {
    this.#options = options;
    const { namespace, storage } = options;
    this.#keyv = new Keyv({
      store: storage,
      namespace,
      serialization: ENVELOPE,
      compression: TEXT_COMPRESSION,
    });
    // Keyv tells of failures by event alone and answers as if there were nothing.
    this.#keyv.on('error', (error: unknown) => {
      this.#failure = error;
      this.#failures++;
    });
  }

  async get(key: string): Promise<string | undefined> {
    return this.#pending(key) ?? this.#guard(() => this.#keyv.get(key));
  }

  /** As `get`, but at once where that can be; what another process has written in this moment may be missing. */
  find(key: string): string | undefined | Promise<string | undefined> {
    return this.#pending(key) ?? (this.#mayHave(key) ? this.get(key) : undefined);
  }

  set(key: string, value: string, ttlMs: number): void {
    this.#forget(key);
    this.#waiting.set(key, { value, ttl: ttlMs });
    this.#waitingChars += value.length;
    const isMuch = this.#waiting.size >= FLUSH_AT_ENTRIES || this.#waitingChars >= FLUSH_AT_CHARS;
    if (isMuch && !this.#flushing) void this.flush();
    else this.#cancelFlush ??= this.#options.clock.after(FLUSH_AFTER_MS, () => void this.flush());
  }

  async delete(key: string): Promise<void> {
    this.#forget(key);
    await this.#flushing;
    await this.#guard(() => this.#keyv.delete(key));
  }

  async clear(): Promise<void> {
    this.#waiting.clear();
    this.#waitingChars = 0;
    await this.#flushing;
    await this.#guard(() => this.#keyv.clear());
  }

  /** Writes what waits; false where the last writing failed. Such texts are given up: a cache may forget. */
  async flush(): Promise<boolean> {
    this.#cancelFlush?.();
    this.#cancelFlush = undefined;
    while (this.#flushing) await this.#flushing;
    if (this.#waiting.size === 0) return this.#wasWritten;
    this.#flushing = this.#write();
    return this.#flushing;
  }

  async close(): Promise<void> {
    await this.flush();
    await this.#guard(() => this.#keyv.disconnect());
  }

  async #write(): Promise<boolean> {
    this.#leaving = this.#waiting;
    this.#waiting = new Map();
    this.#waitingChars = 0;
    const entries = [...this.#leaving].map(([key, { value, ttl }]) => ({ key, value, ttl }));
    const { direct } = this.#options;
    const written = await this.#guard<unknown>(() =>
      direct ? this.#writeDirectly(direct, entries) : this.#keyv.setMany(entries),
    );
    // A store that can still be read may be full; only a write shows that it works.
    if (written) this.#options.health.noteSuccess();
    this.#leaving = new Map();
    this.#flushing = undefined;
    this.#wasWritten = written !== undefined;
    return this.#wasWritten;
  }

  /** As Keyv would, without a promise and an event for each of them; the storage itself knows when they expire. */
  async #writeDirectly(direct: DirectStorage, entries: readonly Entry[]): Promise<true> {
    const now = this.#options.clock.wallTime();
    const encoded = entries.map(({ value }) => TEXT_COMPRESSION.compress(ENVELOPE.stringify({ value })));
    const values = await Promise.all(encoded);
    direct.write(
      entries.map(({ key, ttl }, index) => ({ key, value: values[index] ?? '', expires: now + ttl })),
    );
    return true;
  }

  #pending(key: string): string | undefined {
    return (this.#waiting.get(key) ?? this.#leaving.get(key))?.value;
  }

  #mayHave(key: string): boolean {
    try {
      return this.#options.direct?.mayHave(key) ?? true;
    } catch {
      return true; // reading it will fail as well, and be told of
    }
  }

  #forget(key: string): void {
    this.#waitingChars -= this.#waiting.get(key)?.value.length ?? 0;
    this.#waiting.delete(key);
  }

  /** Where several run at once, the failure of one counts as that of all: nothing is taken for written that is not. */
  async #guard<T>(work: () => Promise<T>): Promise<T | undefined> {
    const { health, onFault, clock, patience } = this.#options;
    if (clock.now() < this.#pausedUntil) return undefined;
    const before = this.#failures;
    let result: T | undefined;
    try {
      result = await this.#inTime(work);
    } catch (error) {
      this.#failure = error;
      this.#failures++;
    }
    if (this.#failures === before) return result;
    if (patience) this.#pausedUntil = clock.now() + patience.pauseMs;
    onFault?.(health.note(this.#failure));
    return undefined;
  }

  #inTime<T>(work: () => Promise<T>): Promise<T> {
    const { clock, patience } = this.#options;
    if (!patience) return work();
    return new Promise((resolve, reject) => {
      const late = new Error(`no answer within ${patience.timeoutMs} ms`);
      const cancel = clock.after(patience.timeoutMs, () => reject(late));
      work().finally(cancel).then(resolve, reject);
    });
  }
}
