import { type KeyvStorageAdapter, type KeyvStorageCapability, keyvStorageCapability } from 'keyv';
import type { Clock } from '../../shared/clock.ts';
import type { Database } from '../database.ts';

interface KeyvSqliteOptions {
  readonly database: Database;
  readonly clock: Pick<Clock, 'wallTime'>;
  /** Beyond it, what was used longest ago goes. Of all namespaces together. */
  readonly maxBytes: number;
}

type Entry = Parameters<KeyvStorageAdapter['setMany']>[0][number];

/** Evicting a little more than needed makes evictions rare. */
const KEPT_SHARE = 0.9;
const EVICTED_AT_ONCE = 200;

/** Keyv's storage over our one SQLite file; `@keyv/test-suite` holds it to Keyv's contract. */
export class KeyvSqlite {
  /** Set by Keyv. */
  namespace: string | undefined;
  readonly #options: KeyvSqliteOptions;
  readonly #statements;
  /** Keys read since the last write; reading alone never writes. */
  readonly #used = new Set<string>();
  #bytes: number | undefined;

  constructor(options: KeyvSqliteOptions) {
    this.#options = options;
    const { database } = options;
    const prepare = (sql: string) => database.prepare(sql);
    this.#statements = {
      select: prepare(
        'SELECT value FROM entries WHERE namespace = ? AND key = ? AND (expires IS NULL OR expires > ?)',
      ),
      replace: prepare(
        'INSERT OR REPLACE INTO entries (namespace, key, value, bytes, expires, used_at) VALUES (?, ?, ?, ?, ?, ?)',
      ),
      touch: prepare('UPDATE entries SET used_at = ? WHERE namespace = ? AND key = ?'),
      remove: prepare('DELETE FROM entries WHERE namespace = ? AND key = ?'),
      clear: prepare('DELETE FROM entries WHERE namespace = ?'),
      expire: prepare('DELETE FROM entries WHERE expires <= ?'),
      list: prepare(
        'SELECT key, value FROM entries WHERE namespace = ? AND key > ? AND (expires IS NULL OR expires > ?) ORDER BY key LIMIT 100',
      ),
      sum: prepare('SELECT coalesce(sum(bytes), 0) AS bytes FROM entries'),
      oldest: prepare(`SELECT namespace, key, bytes FROM entries ORDER BY used_at LIMIT ${EVICTED_AT_ONCE}`),
    };
  }

  get capabilities(): KeyvStorageCapability {
    return keyvStorageCapability(this);
  }

  async get(key: string): Promise<string | undefined> {
    const row = this.#statements.select.get(this.#space, key, this.#now);
    if (row) this.#used.add(key);
    return row && String(row.value);
  }

  async getMany(keys: string[]): Promise<(string | undefined)[]> {
    return Promise.all(keys.map((key) => this.get(key)));
  }

  async has(key: string): Promise<boolean> {
    return this.#statements.select.get(this.#space, key, this.#now) !== undefined;
  }

  async hasMany(keys: string[]): Promise<boolean[]> {
    return Promise.all(keys.map((key) => this.has(key)));
  }

  async set(key: string, value: unknown, expires?: number): Promise<boolean> {
    return (await this.setMany([{ key, value, ...(expires !== undefined && { expires }) }]))[0] === true;
  }

  async setMany(entries: Entry[]): Promise<boolean[]> {
    const now = this.#now;
    const { replace, touch, expire, sum } = this.#statements;
    this.#options.database.transaction(() => {
      for (const key of this.#used) touch.run(now, this.#space, key);
      this.#used.clear();
      expire.run(now);
      let bytes = 0;
      for (const { key, value, expires } of entries) {
        const text = String(value);
        bytes += text.length;
        replace.run(this.#space, key, text, text.length, expires ?? null, now);
      }
      this.#bytes = (this.#bytes ?? Number(sum.get()?.bytes) - bytes) + bytes;
      if (this.#bytes > this.#options.maxBytes) this.#evict();
    });
    return entries.map(() => true);
  }

  async delete(key: string): Promise<boolean> {
    return this.#statements.remove.run(this.#space, key) > 0;
  }

  async deleteMany(keys: string[]): Promise<boolean[]> {
    return this.#options.database.transaction(() =>
      keys.map((key) => this.#statements.remove.run(this.#space, key) > 0),
    );
  }

  async clear(): Promise<void> {
    this.#statements.clear.run(this.#space);
    this.#bytes = undefined;
  }

  async *iterator<Value>(): AsyncGenerator<(string | Awaited<Value> | undefined)[], void> {
    for (let last = ''; ; ) {
      const rows = this.#statements.list.all(this.#space, last, this.#now);
      for (const { key, value } of rows) yield [String(key), String(value)];
      if (rows.length === 0) return;
      last = String(rows.at(-1)?.key);
    }
  }

  /** Replaced and expired entries are counted until here, where the true sum is taken. */
  #evict(): void {
    const { sum, oldest, remove } = this.#statements;
    const { maxBytes } = this.#options;
    let bytes = Number(sum.get()?.bytes);
    while (bytes > maxBytes * KEPT_SHARE) {
      const rows = oldest.all();
      if (rows.length === 0) break;
      for (const row of rows) {
        if (bytes <= maxBytes * KEPT_SHARE) break;
        remove.run(String(row.namespace), String(row.key));
        bytes -= Number(row.bytes);
      }
    }
    this.#bytes = bytes;
  }

  get #space(): string {
    return this.namespace ?? '';
  }

  get #now(): number {
    return this.#options.clock.wallTime();
  }
}
