import type { Clock } from '../../../shared/clock.ts';
import type { Database } from '../../database.ts';
import { OtherWriters } from './other-writers.ts';
import { BATCH_TEXTS, type NewText, TextDirectory } from './text-directory.ts';
import { TextRemoval } from './text-removal.ts';

interface StoredTextsOptions {
  readonly database: Database;
  readonly clock: Pick<Clock, 'now' | 'wallTime'>;
  /** Beyond it, what was used longest ago goes. Of all namespaces together. */
  readonly maxBytes: number;
  /** Shared with whoever else looks for other processes. */
  readonly others?: OtherWriters;
}

export interface StoredText {
  readonly key: string;
  readonly value: string;
  /** Wall time; absent, never. */
  readonly expires?: number | undefined;
}

/** What a text takes besides itself: its row, its key, its place in the directory on disk and in memory. */
const OVERHEAD_BYTES = 150;
/** Of all that is stored: what is evicted is not much more than had to be. */
const BATCH_SHARE = 1 / 32;
const ROWS_AT_ONCE = 16;

/**
 * Texts by namespace and key in the SQLite file. They lie in the order in which they came, in batches that expire
 * and are evicted as a whole; a directory in memory knows where each one is.
 */
export class StoredTexts {
  readonly #options: StoredTextsOptions;
  readonly #others: OtherWriters;
  readonly #removal: TextRemoval;
  readonly #directories = new Map<string, TextDirectory>();
  readonly #statements;
  /** Batches read from since the last write; reading alone never writes. */
  readonly #used = new Set<number>();

  constructor(options: StoredTextsOptions) {
    const { database, maxBytes } = options;
    this.#options = options;
    this.#others = options.others ?? new OtherWriters(database);
    this.#removal = new TextRemoval(database, maxBytes);
    const rows = (count: number): string =>
      `INSERT INTO entries (id, key, expires, value) VALUES ${Array(count).fill('(?, ?, ?, ?)').join(', ')}`;
    this.#statements = {
      select: database.prepare(
        'SELECT key, value FROM entries WHERE id = ? AND (expires IS NULL OR expires > ?)',
      ),
      list: database.prepare(
        'SELECT key, value FROM entries WHERE id >= ? AND id < ? AND (expires IS NULL OR expires > ?)',
      ),
      batches: database.prepare('SELECT id FROM batches WHERE namespace = ? ORDER BY id'),
      insert: database.prepare(rows(1)),
      insertMany: database.prepare(rows(ROWS_AT_ONCE)),
      touch: database.prepare('UPDATE batches SET used_at = ? WHERE id = ?'),
    };
  }

  /** False for what is surely not stored, but perhaps by another process in this very moment; mostly without a read. */
  mayHave(namespace: string, key: string): boolean {
    return this.#directory(namespace).findLately(key) !== undefined;
  }

  get(namespace: string, key: string): string | undefined {
    const directory = this.#directory(namespace);
    directory.catchUp();
    const id = directory.find(key);
    const row = id === undefined ? undefined : this.#statements.select.get(id, this.#now);
    if (id === undefined || row?.key !== key) return undefined;
    this.#used.add(Math.floor(id / BATCH_TEXTS));
    return String(row.value);
  }

  /** All of them or none; of two with one key, the later. */
  write(namespace: string, given: readonly StoredText[]): void {
    const texts = [...new Map(given.map((text) => [text.key, text])).values()];
    const directory = this.#directory(namespace);
    const news: NewText[] = texts.map(({ key, value, expires = null }) => ({
      key,
      bytes: value.length + OVERHEAD_BYTES,
      expires,
    }));
    const added = this.#options.database.transaction(() => {
      const now = this.#now;
      for (const batch of this.#used) this.#statements.touch.run(now, batch);
      this.#removal.expire(now);
      directory.catchUp();
      for (const { key } of texts) this.#remove(directory, key);
      const places = directory.add(news);
      this.#insert(
        texts,
        places.flatMap(({ firstId, count }) => Array.from({ length: count }, (_, index) => firstId + index)),
      );
      this.#removal.evict(news.reduce((sum, { bytes }) => sum + bytes, 0));
      return places;
    });
    this.#used.clear();
    directory.take(news, added);
  }

  delete(namespace: string, keys: readonly string[]): boolean[] {
    const directory = this.#directory(namespace);
    return this.#options.database.transaction(() => {
      directory.catchUp();
      return keys.map((key) => this.#remove(directory, key));
    });
  }

  clear(namespace: string): void {
    this.#options.database.transaction(() => {
      for (const id of this.#batches(namespace)) this.#removal.removeBatch(id);
    });
  }

  *all(namespace: string): Iterable<[key: string, value: string]> {
    for (const id of this.#batches(namespace)) {
      const rows = this.#statements.list.all(id * BATCH_TEXTS, (id + 1) * BATCH_TEXTS, this.#now);
      for (const { key, value } of rows) yield [String(key), String(value)];
    }
  }

  #insert(texts: readonly StoredText[], ids: readonly number[]): void {
    const { insert, insertMany } = this.#statements;
    const values = texts.map(({ key, value, expires = null }, index) => [
      ids[index] ?? null,
      key,
      expires,
      value,
    ]);
    let at = 0;
    for (; at + ROWS_AT_ONCE <= values.length; at += ROWS_AT_ONCE)
      insertMany.run(...values.slice(at, at + ROWS_AT_ONCE).flat());
    for (; at < values.length; at++) insert.run(...(values[at] ?? []));
  }

  #remove(directory: TextDirectory, key: string): boolean {
    const id = directory.find(key);
    return id !== undefined && this.#removal.remove(id, key, OVERHEAD_BYTES);
  }

  #batches(namespace: string): number[] {
    return this.#statements.batches.all(namespace).map(({ id }) => Number(id));
  }

  #directory(namespace: string): TextDirectory {
    let directory = this.#directories.get(namespace);
    if (!directory) {
      const { database, clock, maxBytes } = this.#options;
      const batchBytes = maxBytes * BATCH_SHARE;
      directory = new TextDirectory({ database, clock, others: this.#others, namespace, batchBytes });
      this.#directories.set(namespace, directory);
    }
    return directory;
  }

  get #now(): number {
    return this.#options.clock.wallTime();
  }
}
