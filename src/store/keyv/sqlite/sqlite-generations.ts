import type { Clock } from '../../../shared/clock.ts';
import type { Database } from '../../database.ts';
import { freshGeneration, type Generations } from '../generations.ts';
import type { StoreHealth } from '../store-health.ts';
import type { OtherWriters } from './other-writers.ts';

interface SqliteGenerationsOptions {
  readonly database: Database;
  readonly health: StoreHealth;
  readonly clock: Pick<Clock, 'now'>;
  /** Shared with whoever else looks for other processes. */
  readonly others: OtherWriters;
}

/** Of every thing that an answer was about, there is a tag: with more of them all begin anew, and nothing kept holds. */
const MAX_TAGS = 50_000;
/** Of those in the file, so many are remembered. */
const MAX_KNOWN = 10_000;
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
  readonly #select;
  readonly #replace;
  readonly #count;
  /** New values until the tags are counted again; at first, what was left of another process is. */
  #untilCounted = 0;
  /** What `OtherWriters` said when this was level with the file. */
  #levelAt: number | undefined;
  #isClosed = false;

  constructor(options: SqliteGenerationsOptions) {
    const { database } = options;
    this.#options = options;
    this.#select = database.prepare('SELECT value FROM generations WHERE tag = ?');
    this.#replace = database.prepare('INSERT OR REPLACE INTO generations VALUES (?, ?)');
    this.#count = database.prepare('SELECT count(*) AS tags FROM generations');
  }

  read(tags: readonly string[]): string | undefined {
    try {
      this.#noticeOtherProcesses();
    } catch (error) {
      this.#options.health.note(error);
      return undefined;
    }
    return this.recall(tags);
  }

  recall(tags: readonly string[]): string | undefined {
    try {
      this.#justAdvanced.clear();
      return tags.map((tag) => this.#find(tag) ?? this.#renew(tag)).join(' ');
    } catch (error) {
      this.#options.health.note(error);
      return undefined;
    }
  }

  haveAdvanced(tags: readonly string[], since: string): boolean {
    return this.recall(tags) !== since;
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
      for (const tag of this.#unwritten) this.#replace.run(tag, this.#known.get(tag) ?? freshGeneration());
    };
    if (this.#unwritten.size === 1) write();
    else database.transaction(write);
    this.#untilCounted -= this.#unwritten.size;
    this.#unwritten.clear();
    if (this.#untilCounted < 0) this.#limit();
  }

  /** A tag without a value gets another one: what hung on the last is a miss, in every process. */
  #limit(): void {
    const tags = Number(this.#count.get()?.tags);
    this.#untilCounted = MAX_TAGS - tags;
    if (tags <= MAX_TAGS) return;
    this.#options.database.exec('DELETE FROM generations');
    this.#known.clear();
    this.#untilCounted = MAX_TAGS;
  }

  /** Another process has written: what is remembered may be old, but for what only we know. */
  #noticeOtherProcesses(): void {
    const level = this.#options.others.look();
    if (level === this.#levelAt) return;
    this.#levelAt = level;
    this.#forget();
  }

  /** All that the file knows as well. */
  #forget(): void {
    this.#known = new Map(
      [...this.#unwritten].map((tag) => [tag, this.#known.get(tag) ?? freshGeneration()]),
    );
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
      if (this.#unusedUntil.size >= MAX_KNOWN) this.#unusedUntil.clear();
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
      if (this.#known.size >= MAX_KNOWN) this.#forget();
      this.#known.set(tag, value);
    }
    return value;
  }

  #renew(tag: string): string {
    this.#renewAll([tag]);
    return this.#known.get(tag) ?? freshGeneration();
  }

  #renewAll(tags: readonly string[]): void {
    if (this.#known.size >= MAX_KNOWN) this.#forget();
    for (const tag of tags) {
      this.#known.set(tag, freshGeneration());
      this.#unwritten.add(tag);
      this.#unusedUntil.delete(tag);
    }
    this.settle();
  }
}
