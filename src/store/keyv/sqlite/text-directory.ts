import type { Clock } from '../../../shared/clock.ts';
import type { Database } from '../../database.ts';
import type { Row } from '../../sqlite-driver.ts';
import { fingerprintOf, KeyIndex } from './key-index.ts';
import type { OtherWriters } from './other-writers.ts';

/** A batch's texts have the ids from `id × BATCH_TEXTS` on. */
export const BATCH_TEXTS = 512;

const RELOAD_AFTER = 1_024;
/** What another process has stored may be taken for absent for so long. */
const LATE_MS = 50;

interface Batch {
  readonly id: number;
  /** Of its keys, in the order of their ids. */
  readonly fingerprints: Float64Array;
  readonly bytes: number;
}

interface Added {
  readonly batchId: number;
  /** Of the first of them. */
  readonly firstId: number;
  readonly count: number;
}

/** A text that is about to be stored. */
export interface NewText {
  readonly key: string;
  readonly bytes: number;
  /** Wall time; null, never. */
  readonly expires: number | null;
}

interface TextDirectoryOptions {
  readonly database: Database;
  readonly others: OtherWriters;
  readonly namespace: string;
  readonly clock: Pick<Clock, 'now' | 'wallTime'>;
  /** A batch with more in it takes no more. */
  readonly batchBytes: number;
}

/**
 * Which key is stored where in one namespace, known in memory: what is not stored costs no read. On disk it stands
 * in few large rows, so that writing many keys touches few pages, which an index of hashes would not.
 */
export class TextDirectory {
  readonly #options: TextDirectoryOptions;
  readonly #statements;
  #index = new KeyIndex();
  /** What `OtherWriters` said when this was level with the file. */
  #levelAt: number | undefined;
  #file: number | undefined;
  /** The newest batch, and how many of its keys are in the index. */
  #last = { id: 0, count: 0 };
  #lookedAt = Number.NEGATIVE_INFINITY;
  /** So many keys are more than half garbage, perhaps. */
  #reloadAt = RELOAD_AFTER;

  constructor(options: TextDirectoryOptions) {
    this.#options = options;
    const prepare = (sql: string) => options.database.prepare(sql);
    this.#statements = {
      since: prepare(
        'SELECT id, fingerprints, bytes FROM batches WHERE id >= ? AND namespace = ? ORDER BY id',
      ),
      one: prepare('SELECT id, fingerprints, bytes FROM batches WHERE id = ?'),
      insert: prepare(
        "INSERT INTO batches (namespace, fingerprints, bytes, expires, used_at) VALUES (?, x'', 0, 0, 0) RETURNING id",
      ),
      // One text that never expires, and the batch does not: the maximum of null and anything is null.
      update: prepare(
        'UPDATE batches SET fingerprints = ?, bytes = bytes + ?, expires = max(expires, ?), used_at = ? WHERE id = ?',
      ),
    };
  }

  /** Of the table in memory. */
  get bytes(): number {
    return this.#index.bytes;
  }

  /** Where a key's text lies, as far as is known without a look at the file; another's may lie there by now. */
  find(key: string): number | undefined {
    return this.#index.find(fingerprintOf(key));
  }

  /** As `find`; what another process has stored in this moment may be missing. */
  findLately(key: string): number | undefined {
    const now = this.#options.clock.now();
    if (now - this.#lookedAt >= LATE_MS) {
      this.#lookedAt = now;
      this.catchUp();
    }
    return this.find(key);
  }

  /** Takes in what other processes have stored since, or everything of another file. */
  catchUp(): void {
    const level = this.#options.others.look();
    if (level === this.#levelAt) return;
    if (this.#file !== this.#options.database.fileNumber) this.#reload();
    else for (const batch of this.#batchesSince(this.#last.id)) this.#takeIn(batch);
    if (this.#index.size > this.#reloadAt) this.#reload();
    this.#levelAt = level;
  }

  /** Gives texts their ids, inside a transaction and after `catchUp`; `take` them in once that is done. */
  add(texts: readonly NewText[]): Added[] {
    const { one, insert, update } = this.#statements;
    const now = this.#options.clock.wallTime();
    const added: Added[] = [];
    let batch = this.#last.id > 0 ? toBatch(one.get(this.#last.id)) : undefined;
    for (let from = 0; from < texts.length; ) {
      if (!batch || this.#isClosed(batch))
        batch = {
          id: Number(insert.get(this.#options.namespace)?.id),
          fingerprints: new Float64Array(),
          bytes: 0,
        };
      const { id, fingerprints } = batch;
      const some = this.#fitting(batch, texts, from);
      const all = Float64Array.of(...fingerprints, ...some.map(({ key }) => fingerprintOf(key)));
      const bytes = some.reduce((sum, text) => sum + text.bytes, 0);
      update.run(new Uint8Array(all.buffer), bytes, lastEnd(some), now, id);
      added.push({ batchId: id, firstId: id * BATCH_TEXTS + fingerprints.length, count: some.length });
      batch = { id, fingerprints: all, bytes: batch.bytes + bytes };
      from += some.length;
    }
    return added;
  }

  /** Knows from now on where these are, in the order in which they were added. */
  take(texts: readonly NewText[], added: readonly Added[]): void {
    let at = 0;
    for (const { batchId, firstId, count } of added) {
      for (let index = 0; index < count; index++)
        this.#index.set(fingerprintOf(texts[at + index]?.key ?? ''), firstId + index);
      at += count;
      this.#last = { id: batchId, count: firstId + count - batchId * BATCH_TEXTS };
    }
    if (this.#index.size > this.#reloadAt) this.#reload();
  }

  #isClosed({ fingerprints, bytes }: Batch): boolean {
    return fingerprints.length >= BATCH_TEXTS || bytes >= this.#options.batchBytes;
  }

  /** Those that a batch still takes, one at least. */
  #fitting({ fingerprints, bytes }: Batch, texts: readonly NewText[], from: number): readonly NewText[] {
    let total = bytes;
    let end = from;
    while (
      end < texts.length &&
      end - from < BATCH_TEXTS - fingerprints.length &&
      total < this.#options.batchBytes
    )
      total += texts[end++]?.bytes ?? 0;
    return texts.slice(from, end);
  }

  /** Without what was removed since. */
  #reload(): void {
    this.#index = new KeyIndex();
    this.#last = { id: 0, count: 0 };
    for (const batch of this.#batchesSince(0)) this.#takeIn(batch);
    this.#file = this.#options.database.fileNumber;
    this.#reloadAt = 2 * this.#index.size + RELOAD_AFTER;
  }

  *#batchesSince(id: number): Iterable<Batch> {
    for (const row of this.#statements.since.all(id, this.#options.namespace)) {
      const batch = toBatch(row);
      if (batch) yield batch;
    }
  }

  #takeIn({ id, fingerprints }: Batch): void {
    const known = id === this.#last.id ? this.#last.count : 0;
    for (let index = known; index < fingerprints.length; index++)
      this.#index.set(fingerprints[index] ?? 0, id * BATCH_TEXTS + index);
    this.#last = { id, count: fingerprints.length };
  }
}

/** When the last of them expires; null, never. */
function lastEnd(texts: readonly NewText[]): number | null {
  let last = 0;
  for (const { expires } of texts) {
    if (expires === null) return null;
    last = Math.max(last, expires);
  }
  return last;
}

function toBatch(row: Row | undefined): Batch | undefined {
  if (!(row?.fingerprints instanceof Uint8Array)) return undefined;
  // Copied, since a view of numbers must begin at a multiple of their size.
  return {
    id: Number(row.id),
    fingerprints: new Float64Array(new Uint8Array(row.fingerprints).buffer),
    bytes: Number(row.bytes),
  };
}
