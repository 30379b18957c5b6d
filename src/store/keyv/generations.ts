import { randomBytes } from 'node:crypto';
import type { Clock } from '../../shared/clock.ts';
import type { Database } from '../database.ts';
import type { StoreHealth } from './store-health.ts';
import type { TextStore } from './text-store.ts';

/**
 * A value per tag that changes whenever what is tagged may have changed. Values are random, so that one that
 * was lost can never come back as an earlier one.
 */
export interface Generations {
  /** The tags' values together; undefined while nobody can know them. */
  read(tags: readonly string[]): string | undefined | Promise<string | undefined>;
  /** Done once every process that shares the store can see it. `isSure` looks for other processes every time. */
  advance(tags: readonly string[], isSure?: boolean): void | Promise<void>;
}

const fresh = (): string => randomBytes(9).toString('base64url');

interface SqliteGenerationsOptions {
  readonly database: Database;
  readonly health: StoreHealth;
  readonly clock: Pick<Clock, 'now'>;
}

/** How long a tag that nothing hangs on may be taken for one. */
const UNUSED_FOR_MS = 250;

/** In the SQLite file, written at once: neither a crash nor another process may miss an advance. */
export class SqliteGenerations implements Generations {
  readonly #options: SqliteGenerationsOptions;
  #known = new Map<string, string>();
  /** Advanced here while the file could not be written. */
  readonly #unwritten = new Set<string>();
  /** Until when tags without a value need no other look. */
  readonly #unusedUntil = new Map<string, number>();
  /** Advanced in this turn, and read by nobody since. */
  readonly #justAdvanced = new Set<string>();
  readonly #dataVersion;
  readonly #select;
  readonly #replace;
  #version: unknown;
  /** Whether it was asked in this turn if another connection has written. */
  #hasLooked = false;
  #isClosed = false;

  constructor(options: SqliteGenerationsOptions) {
    const { database } = options;
    this.#options = options;
    this.#dataVersion = database.prepare('PRAGMA data_version');
    this.#select = database.prepare('SELECT value FROM generations WHERE tag = ?');
    this.#replace = database.prepare('INSERT OR REPLACE INTO generations VALUES (?, ?)');
  }

  read(tags: readonly string[]): string | undefined {
    try {
      this.#justAdvanced.clear();
      this.#noticeOtherProcesses();
      return tags.map((tag) => this.#find(tag) ?? this.#renew(tag)).join(' ');
    } catch (error) {
      this.#options.health.note(error);
      return undefined;
    }
  }

  /**
   * Only what somebody has read needs a new value: where nothing is cached, a call costs nothing here. Calls that
   * begin or end together need one.
   */
  advance(tags: readonly string[], isSure = false): void {
    if (!isSure && tags.every((tag) => this.#isLatelyUnused(tag))) return;
    const due = tags.filter((tag) => !this.#justAdvanced.has(tag) && this.#isUsed(tag));
    if (due.length === 0) return;
    this.#renewAll(due);
    if (this.#justAdvanced.size === 0) queueMicrotask(() => this.#justAdvanced.clear());
    for (const tag of due) this.#justAdvanced.add(tag);
  }

  /**
   * Writes what could not be written before. Where that will not become possible soon, everything stored is
   * discarded instead: an advance that is lost would bring back answers from before a write.
   */
  settle({ isLast = false } = {}): void {
    if (this.#unwritten.size === 0 || this.#isClosed) return;
    const { database, health } = this.#options;
    try {
      this.#write();
    } catch (error) {
      const fault = health.note(error);
      if (fault === 'busy' && !isLast) return;
      database.discard();
      this.#unwritten.clear();
    }
  }

  /** To be called before the database is closed; what still advances then is lost with its process. */
  close(): void {
    this.settle({ isLast: true });
    this.#isClosed = true;
  }

  #write(): void {
    const { database } = this.#options;
    const write = (): void => {
      for (const tag of this.#unwritten) this.#replace.run(tag, this.#known.get(tag) ?? fresh());
    };
    if (this.#unwritten.size === 1) write();
    else database.transaction(write);
    this.#unwritten.clear();
  }

  /**
   * Another connection has written: what is remembered may be old, but for what only we know. Asked once for all
   * that is done in one turn.
   */
  #noticeOtherProcesses(): void {
    if (this.#hasLooked) return;
    this.#hasLooked = true;
    queueMicrotask(() => {
      this.#hasLooked = false;
    });
    const version = this.#dataVersion.get()?.data_version;
    if (version === this.#version) return;
    this.#version = version;
    this.#known = new Map([...this.#unwritten].map((tag) => [tag, this.#known.get(tag) ?? fresh()]));
  }

  /**
   * Of two processes, the one that never kept anything may be late by this much once, with the other's first
   * answer.
   */
  #isLatelyUnused(tag: string): boolean {
    return !this.#known.has(tag) && this.#options.clock.now() < (this.#unusedUntil.get(tag) ?? 0);
  }

  /** Whether an answer may hang on a tag, here or in another process. */
  #isUsed(tag: string): boolean {
    if (this.#known.has(tag)) return true;
    try {
      if (this.#select.get(tag)) return true;
      this.#unusedUntil.set(tag, this.#options.clock.now() + UNUSED_FOR_MS);
      return false;
    } catch (error) {
      this.#options.health.note(error);
      return true;
    }
  }

  #find(tag: string): string | undefined {
    let value = this.#known.get(tag);
    if (value === undefined) {
      const row = this.#select.get(tag);
      if (!row) return undefined;
      value = String(row.value);
      this.#known.set(tag, value);
    }
    return value;
  }

  #renew(tag: string): string {
    this.#renewAll([tag]);
    return this.#known.get(tag) ?? fresh();
  }

  #renewAll(tags: readonly string[]): void {
    for (const tag of tags) {
      this.#known.set(tag, fresh());
      this.#unwritten.add(tag);
      this.#unusedUntil.delete(tag);
    }
    this.settle();
  }
}

/** Far longer than anything that is stored under a generation. */
const REMOTE_TTL_MS = 90 * 86_400_000;

const RETRY_MS = 1_000;

/**
 * In a store that several gateways share: asked anew every time. While it cannot be reached, nobody can be told of
 * an advance; it is tried again until it is written.
 */
export class RemoteGenerations implements Generations {
  readonly #texts: TextStore;
  readonly #clock: Pick<Clock, 'after'>;
  /** Advanced here while the store could not be reached: the values there are old. */
  readonly #unwritten = new Set<string>();
  #cancelRetry: (() => void) | undefined;

  constructor(texts: TextStore, clock: Pick<Clock, 'after'>) {
    this.#texts = texts;
    this.#clock = clock;
  }

  async read(tags: readonly string[]): Promise<string | undefined> {
    if (tags.some((tag) => this.#unwritten.has(tag)) && !(await this.#write())) return undefined;
    const values = await Promise.all(tags.map((tag) => this.#texts.get(tag)));
    const missing = tags.filter((_, index) => values[index] === undefined);
    // A value that is gone is made anew for later; this answer is not known to be current.
    if (missing.length === 0) return values.join(' ');
    await this.advance(missing);
    return undefined;
  }

  async advance(tags: readonly string[]): Promise<void> {
    for (const tag of tags) this.#unwritten.add(tag);
    await this.#write();
  }

  async #write(): Promise<boolean> {
    const tags = [...this.#unwritten];
    for (const tag of tags) this.#texts.set(tag, fresh(), REMOTE_TTL_MS);
    const isWritten = await this.#texts.flush();
    if (isWritten) for (const tag of tags) this.#unwritten.delete(tag);
    else this.#cancelRetry ??= this.#clock.after(RETRY_MS, () => this.#retry());
    return isWritten;
  }

  #retry(): void {
    this.#cancelRetry = undefined;
    if (this.#unwritten.size > 0) void this.#write();
  }
}
