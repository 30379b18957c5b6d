import type { Clock } from '../shared/clock.ts';
import { messageOf } from '../shared/errors.ts';
import type { Log } from '../telemetry/log.ts';
import type { Database } from './database.ts';

export interface DocumentsOptions {
  readonly database: Database;
  readonly clock: Pick<Clock, 'wallTime'>;
  readonly log: Log;
}

export interface SavedText {
  /** Wall time in milliseconds. */
  readonly savedAt: number;
  readonly text: string;
}

/** Beyond so many of one kind, those saved longest ago go. */
const KEPT = 2_000;

/** Whole texts of one kind by key, such as lists ready to send. A store that fails reads as empty. */
export class Documents {
  readonly #kind: string;
  readonly #options: DocumentsOptions;
  readonly #select;
  readonly #replace;
  readonly #delete;
  readonly #prune;
  /** Once per process is enough: a process saves few documents. */
  #isPruned = false;

  constructor(kind: string, options: DocumentsOptions) {
    this.#kind = kind;
    this.#options = options;
    const { database } = options;
    this.#select = database.prepare('SELECT saved_at, text FROM documents WHERE kind = ? AND key = ?');
    this.#replace = database.prepare('INSERT OR REPLACE INTO documents VALUES (?, ?, ?, ?)');
    this.#delete = database.prepare('DELETE FROM documents WHERE kind = ? AND key = ?');
    this.#prune = database.prepare(
      `DELETE FROM documents WHERE kind = ? AND saved_at <
         (SELECT saved_at FROM documents WHERE kind = ? ORDER BY saved_at DESC LIMIT 1 OFFSET ${KEPT - 1})`,
    );
  }

  load(key: string): SavedText | undefined {
    return this.#guard('read', () => {
      const row = this.#select.get(this.#kind, key);
      return row && { savedAt: Number(row.saved_at), text: String(row.text) };
    });
  }

  loadText(key: string): string | undefined {
    return this.load(key)?.text;
  }

  saveText(key: string, text: string): void {
    this.#guard('written', () => {
      this.#replace.run(this.#kind, key, this.#options.clock.wallTime(), text);
      if (!this.#isPruned) this.#prune.run(this.#kind, this.#kind);
      this.#isPruned = true;
    });
  }

  remove(key: string): void {
    this.#guard('written', () => this.#delete.run(this.#kind, key));
  }

  #guard<T>(verb: string, work: () => T): T | undefined {
    try {
      return work();
    } catch (error) {
      this.#options.log.warn(
        { kind: this.#kind, reason: messageOf(error) },
        `the store could not be ${verb}`,
      );
      return undefined;
    }
  }
}
