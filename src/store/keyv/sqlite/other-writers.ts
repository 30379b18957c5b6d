import type { Database } from '../../database.ts';

/** Notices that another process has written to the file: asked once for all that is done in one turn. */
export class OtherWriters {
  readonly #database: Database;
  readonly #dataVersion;
  #version: unknown;
  #file: number | undefined;
  #count = 0;
  #hasLooked = false;

  constructor(database: Database) {
    this.#database = database;
    this.#dataVersion = database.prepare('PRAGMA data_version');
  }

  /** Another number than before whenever something may have been written that is not known here. */
  look(): number {
    const file = this.#database.fileNumber;
    if (this.#hasLooked && file === this.#file) return this.#count;
    const version = this.#dataVersion.get()?.data_version;
    if (version !== this.#version || file !== this.#file) this.#count++;
    this.#version = version;
    this.#file = file;
    this.#hasLooked = true;
    queueMicrotask(() => {
      this.#hasLooked = false;
    });
    return this.#count;
  }
}
