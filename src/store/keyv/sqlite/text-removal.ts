import type { Database } from '../../database.ts';
import { BATCH_TEXTS } from './text-directory.ts';

/** Evicting a little more than needed makes evictions rare. */
const KEPT_SHARE = 0.9;
const EVICTED_AT_ONCE = 20;

/** Takes texts out of the file: single ones, and batches that have expired or for which there is no room. */
export class TextRemoval {
  readonly #maxBytes: number;
  readonly #statements;
  /** Of all that is stored; what other processes have written since it was summed is missing. */
  #bytes: number | undefined;

  constructor(database: Database, maxBytes: number) {
    this.#maxBytes = maxBytes;
    const prepare = (sql: string) => database.prepare(sql);
    this.#statements = {
      remove: prepare('DELETE FROM entries WHERE id = ? AND key = ? RETURNING length(value) AS chars'),
      shrink: prepare('UPDATE batches SET bytes = bytes - ? WHERE id = ?'),
      dropIfEmpty: prepare(
        'DELETE FROM batches WHERE id = ? AND NOT EXISTS (SELECT 1 FROM entries WHERE id >= ? AND id < ?)',
      ),
      removeTexts: prepare('DELETE FROM entries WHERE id >= ? AND id < ?'),
      removeBatch: prepare('DELETE FROM batches WHERE id = ?'),
      expired: prepare('SELECT id FROM batches WHERE expires <= ?'),
      sum: prepare('SELECT coalesce(sum(bytes), 0) AS bytes FROM batches'),
      oldest: prepare(`SELECT id, bytes FROM batches ORDER BY used_at, id LIMIT ${EVICTED_AT_ONCE}`),
    };
  }

  /** False where something else lies there by now, or nothing. @param overheadBytes what each text counts besides. */
  remove(id: number, key: string, overheadBytes: number): boolean {
    const { remove, shrink, dropIfEmpty } = this.#statements;
    const row = remove.get(id, key);
    if (!row) return false;
    const batch = Math.floor(id / BATCH_TEXTS);
    const bytes = Number(row.chars) + overheadBytes;
    shrink.run(bytes, batch);
    dropIfEmpty.run(batch, batch * BATCH_TEXTS, (batch + 1) * BATCH_TEXTS);
    if (this.#bytes !== undefined) this.#bytes -= bytes;
    return true;
  }

  removeBatch(id: number): void {
    this.#statements.removeTexts.run(id * BATCH_TEXTS, (id + 1) * BATCH_TEXTS);
    this.#statements.removeBatch.run(id);
    this.#bytes = undefined;
  }

  /** Batches of which everything has expired. */
  expire(now: number): void {
    for (const { id } of this.#statements.expired.all(now)) this.removeBatch(Number(id));
  }

  /** Makes room after so much was written: what was used longest ago goes. */
  evict(writtenBytes: number): void {
    const { sum, oldest } = this.#statements;
    let bytes = this.#bytes === undefined ? Number(sum.get()?.bytes) : this.#bytes + writtenBytes;
    if (bytes > this.#maxBytes) bytes = Number(sum.get()?.bytes);
    const isOver = bytes > this.#maxBytes;
    while (isOver && bytes > this.#maxBytes * KEPT_SHARE) {
      const rows = oldest.all();
      if (rows.length === 0) break;
      for (const row of rows) {
        if (bytes <= this.#maxBytes * KEPT_SHARE) break;
        this.removeBatch(Number(row.id));
        bytes -= Number(row.bytes);
      }
    }
    this.#bytes = bytes;
  }
}
