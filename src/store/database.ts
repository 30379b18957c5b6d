import { chmodSync, closeSync, existsSync, mkdirSync, openSync, renameSync, rmSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import type { Clock } from '../shared/clock.ts';
import { GatewayError, messageOf } from '../shared/errors.ts';
import type { Log } from '../telemetry/log.ts';
import { faultOf } from './faults.ts';
import { type Schema, STATE_SCHEMA } from './schema.ts';
import {
  loadDriver,
  type Row,
  type SqliteConnection,
  type SqliteDriver,
  type SqlValue,
  type Statement,
} from './sqlite-driver.ts';

export interface DatabaseOptions {
  readonly log: Log;
  readonly clock: Pick<Clock, 'wallTime'>;
  /** Tests choose the library. */
  readonly driver?: SqliteDriver;
  readonly schema?: Schema;
}

/** Two processes may start at once; while serving, a wait would stop every call, so it is nearly none. */
const BUSY_TIMEOUT_MS = { opening: 2_000, serving: 20 };

/** A database and its companions. */
const FILE_SUFFIXES = ['', '-wal', '-shm'];

/** Of one connection: durable at checkpoints, fast between them, and a log that shrinks again. */
const PRAGMAS =
  'PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA journal_size_limit=8388608; PRAGMA temp_store=MEMORY;';

/**
 * Opens (and creates, privately) the one SQLite file. A corrupt file is set aside and begun anew; without a place
 * to write, or where a newer Trunkline wrote the file, the database lives in memory. Whoever opens it closes it.
 */
export function openDatabase(path: string, options: DatabaseOptions): Database {
  return new Database(path, options);
}

/** The one SQLite database of a process. Statements survive a change to a fresh file. */
export class Database {
  readonly path: string;
  readonly #options: DatabaseOptions;
  readonly #driver: SqliteDriver;
  #connection: SqliteConnection;
  /** Counts the files used, so that statements know when theirs is gone. */
  #generation = 0;
  #inode: number | undefined;
  #isPersistent: boolean;

  constructor(path: string, options: DatabaseOptions) {
    this.path = path;
    this.#options = options;
    this.#driver = options.driver ?? loadDriver(options.log);
    this.#isPersistent = path !== ':memory:';
    this.#connection = this.#open();
  }

  /** False where what is saved ends with the process. */
  get isPersistent(): boolean {
    return this.#isPersistent;
  }

  /** Of those used so far: another number, and nothing is where it was. */
  get fileNumber(): number {
    return this.#generation;
  }

  prepare(sql: string): Statement {
    let compiled: Statement | undefined;
    let generation = -1;
    const current = (): Statement => {
      if (!compiled || generation !== this.#generation) {
        compiled = this.#connection.prepare(sql);
        generation = this.#generation;
      }
      return compiled;
    };
    return {
      run: (...values: SqlValue[]) => current().run(...values),
      get: (...values: SqlValue[]): Row | undefined => current().get(...values),
      all: (...values: SqlValue[]): Row[] => current().all(...values),
      iterate: (...values: SqlValue[]) => current().iterate(...values),
    };
  }

  exec(sql: string): void {
    this.#connection.exec(sql);
  }

  /** Everything or nothing; takes the write lock at once, so that it cannot fail half-way for another writer. */
  transaction<T>(work: () => T): T {
    this.exec('BEGIN IMMEDIATE');
    try {
      const result = work();
      this.exec('COMMIT');
      return result;
    } catch (error) {
      this.#rollback();
      throw error;
    }
  }

  /** Whether somebody removed or replaced the file under the open connection. */
  get isFileGone(): boolean {
    return this.#inode !== undefined && inodeOf(this.path) !== this.#inode;
  }

  /** Goes on with a fresh file, and keeps the corrupt one beside it if it is still there. */
  restart(): void {
    this.#reopenAfter(() => this.#setAside());
  }

  /** Throws away everything stored, which needs no free space. */
  discard(): void {
    this.#reopenAfter(() => {
      for (const suffix of FILE_SUFFIXES) rmSync(this.path + suffix, { force: true });
    });
  }

  close(): void {
    try {
      this.#connection.close();
    } catch (error) {
      this.#options.log.warn({ reason: messageOf(error) }, 'the store did not close cleanly');
    }
  }

  /** A disk that lets nothing be moved or removed is left for memory. */
  #reopenAfter(leave: () => void): void {
    this.close();
    this.#generation++;
    try {
      if (this.#isPersistent && !this.isFileGone) leave();
      this.#connection = this.#open();
    } catch (error) {
      this.#connection = this.#degrade(error);
    }
  }

  #open(): SqliteConnection {
    if (!this.#isPersistent) return this.#openMemory();
    try {
      return this.#openFile();
    } catch (error) {
      if (faultOf(error) !== 'corrupt') return this.#degrade(error);
      this.#setAside();
    }
    try {
      return this.#openFile();
    } catch (error) {
      return this.#degrade(error);
    }
  }

  #degrade(error: unknown): SqliteConnection {
    const { log } = this.#options;
    log.error(
      { path: this.path, reason: messageOf(error) },
      'the store cannot be opened; it is kept in memory only',
    );
    this.#isPersistent = false;
    return this.#openMemory();
  }

  #openMemory(): SqliteConnection {
    const connection = this.#driver(':memory:', 0);
    migrate(connection, ':memory:', this.#options.schema ?? STATE_SCHEMA);
    this.#inode = undefined;
    return connection;
  }

  #openFile(): SqliteConnection {
    createPrivately(this.path);
    const connection = this.#driver(this.path, BUSY_TIMEOUT_MS.opening);
    try {
      connection.exec(PRAGMAS);
      migrate(connection, this.path, this.#options.schema ?? STATE_SCHEMA);
      connection.exec(`PRAGMA busy_timeout=${BUSY_TIMEOUT_MS.serving}`);
    } catch (error) {
      connection.close();
      throw error;
    }
    this.#inode = inodeOf(this.path);
    return connection;
  }

  #setAside(): void {
    const { log, clock } = this.#options;
    const aside = `${this.path}.corrupt-${clock.wallTime()}`;
    for (const suffix of FILE_SUFFIXES) {
      if (existsSync(this.path + suffix)) renameSync(this.path + suffix, aside + suffix);
    }
    log.error({ path: this.path, aside }, 'the store was corrupt; it was set aside and begun anew');
  }

  #rollback(): void {
    try {
      this.exec('ROLLBACK');
    } catch {
      // SQLite has rolled back by itself (disk full, I/O error); the first error is the one to tell.
    }
  }
}

function createPrivately(path: string): void {
  createFolder(dirname(path));
  // SQLite gives its -wal and -shm files the mode of the database.
  closeSync(openSync(path, 'a', 0o600));
  if ((statSync(path).mode & 0o077) !== 0) chmodSync(path, 0o600);
}

/** Node's own recursive mkdir never ends where a file system knows the parent and still refuses (/proc). */
function createFolder(path: string): void {
  if (existsSync(path) || dirname(path) === path) return;
  createFolder(dirname(path));
  try {
    mkdirSync(path, { mode: 0o700 });
  } catch (error) {
    if (!existsSync(path)) throw error; // else another process was faster
  }
}

function inodeOf(path: string): number | undefined {
  return statSync(path, { throwIfNoEntry: false })?.ino;
}

function migrate(connection: SqliteConnection, path: string, schema: Schema): void {
  const readVersion = connection.prepare('PRAGMA user_version');
  const version = (): number => Number(readVersion.get()?.user_version);
  if (version() === schema.length) return;
  if (version() > schema.length) {
    throw new GatewayError(
      'store_failed',
      `${path} was written by a newer Trunkline (schema ${version()}, here ${schema.length}).`,
      {
        hint: 'Update Trunkline, or move the file away to begin a new one.',
      },
    );
  }
  connection.exec('BEGIN IMMEDIATE');
  // Read again: another process may have migrated while this one waited for the lock.
  for (const sql of schema.slice(version())) connection.exec(sql);
  connection.exec(`PRAGMA user_version=${schema.length}; COMMIT`);
}
