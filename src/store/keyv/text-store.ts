import Keyv from 'keyv';
import type { Clock } from '../../shared/clock.ts';
import type { Fault } from '../faults.ts';
import type { StoreHealth } from './store-health.ts';
import { TEXT_COMPRESSION } from './text-compression.ts';

interface TextStoreOptions {
  readonly namespace: string;
  /** A Keyv storage adapter; undefined keeps nothing but what waits to be written. */
  readonly storage: unknown;
  readonly health: StoreHealth;
  readonly clock: Clock;
  /** Called after a failure, for what must be done to the storage itself. */
  readonly onFault?: (fault: Fault) => void;
}

interface Waiting {
  readonly value: string;
  readonly ttl: number;
}

const FLUSH_AFTER_MS = 250;
const FLUSH_AT_ENTRIES = 500;
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
  readonly #waiting = new Map<string, Waiting>();
  #waitingChars = 0;
  #cancelFlush: (() => void) | undefined;
  /** One batch at a time: what waits stays there until it is written, and would be written again. */
  #written = Promise.resolve(true);
  #isWriting = false;
  #failure: unknown;

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
    });
  }

  async get(key: string): Promise<string | undefined> {
    const waiting = this.#waiting.get(key);
    return waiting ? waiting.value : this.#guard(() => this.#keyv.get(key));
  }

  set(key: string, value: string, ttlMs: number): void {
    this.#forget(key);
    this.#waiting.set(key, { value, ttl: ttlMs });
    this.#waitingChars += value.length;
    const isFull = this.#waiting.size >= FLUSH_AT_ENTRIES || this.#waitingChars >= FLUSH_AT_CHARS;
    if (isFull && !this.#isWriting) void this.flush();
    else this.#cancelFlush ??= this.#options.clock.after(FLUSH_AFTER_MS, () => void this.flush());
  }

  async delete(key: string): Promise<void> {
    this.#forget(key);
    await this.#guard(() => this.#keyv.delete(key));
  }

  async clear(): Promise<void> {
    this.#waiting.clear();
    this.#waitingChars = 0;
    await this.#guard(() => this.#keyv.clear());
  }

  /** Writes what waits; false where that failed. Such texts are given up: a cache may forget. */
  flush(): Promise<boolean> {
    this.#cancelFlush?.();
    this.#cancelFlush = undefined;
    this.#written = this.#written.then(() => this.#write());
    return this.#written;
  }

  async close(): Promise<void> {
    await this.flush();
    await this.#guard(() => this.#keyv.disconnect());
  }

  async #write(): Promise<boolean> {
    const batch = [...this.#waiting];
    if (batch.length === 0) return true;
    const entries = batch.map(([key, { value, ttl }]) => ({ key, value, ttl }));
    this.#isWriting = true;
    const written = await this.#guard(() => this.#keyv.setMany(entries));
    this.#isWriting = false;
    // A store that can still be read may be full; only a write shows that it works.
    if (written) this.#options.health.noteSuccess();
    for (const [key, waited] of batch) if (this.#waiting.get(key) === waited) this.#forget(key);
    return written !== undefined;
  }

  #forget(key: string): void {
    this.#waitingChars -= this.#waiting.get(key)?.value.length ?? 0;
    this.#waiting.delete(key);
  }

  async #guard<T>(work: () => Promise<T>): Promise<T | undefined> {
    const { health, onFault } = this.#options;
    this.#failure = undefined;
    let result: T | undefined;
    try {
      result = await work();
    } catch (error) {
      this.#failure = error;
    }
    if (this.#failure === undefined) return result;
    onFault?.(health.note(this.#failure));
    return undefined;
  }
}
