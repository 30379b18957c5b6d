import { createRequire } from 'node:module';
import type { DatabaseSync } from 'node:sqlite';
import { messageOf } from '../shared/errors.ts';
import type { Log } from '../telemetry/log.ts';

export type SqlValue = string | number | bigint | Uint8Array | null;
export type Row = Record<string, SqlValue>;

/** A compiled statement with positional parameters. */
export interface Statement {
  /** Returns the number of rows changed. */
  run(...values: SqlValue[]): number;
  get(...values: SqlValue[]): Row | undefined;
  all(...values: SqlValue[]): Row[];
  iterate(...values: SqlValue[]): Iterable<Row>;
}

/** One open SQLite connection, whichever library provides it. */
export interface SqliteConnection {
  prepare(sql: string): Statement;
  exec(sql: string): void;
  close(): void;
}

/** Opens a file or `:memory:`; `busyTimeoutMs` blocks the whole process, so it is short. */
export type SqliteDriver = (path: string, busyTimeoutMs: number) => SqliteConnection;

const require = createRequire(import.meta.url);

/** better-sqlite3 where its native module loads, else Node's own SQLite. */
export function loadDriver(
  log: Log,
  requireBetter: () => BetterConstructor = () => require('better-sqlite3'),
): SqliteDriver {
  try {
    return betterSqlite(requireBetter());
  } catch (error) {
    log.warn({ reason: messageOf(error) }, 'better-sqlite3 does not load here; using node:sqlite');
    return nodeSqlite(require('node:sqlite').DatabaseSync);
  }
}

interface BetterStatement extends Omit<Statement, 'run'> {
  run(...values: SqlValue[]): { changes: number };
}

interface BetterDatabase extends Omit<SqliteConnection, 'prepare'> {
  prepare(sql: string): BetterStatement;
}

type BetterConstructor = new (path: string, options: { timeout: number }) => BetterDatabase;

function betterSqlite(Constructor: BetterConstructor): SqliteDriver {
  // The native half loads with the first connection: a failure has to show here, where it has an answer.
  new Constructor(':memory:', { timeout: 0 }).close();
  return (path, timeout) => {
    const database = new Constructor(path, { timeout });
    return {
      prepare(sql) {
        const statement = database.prepare(sql);
        return {
          run: (...values) => statement.run(...values).changes,
          get: (...values) => statement.get(...values),
          all: (...values) => statement.all(...values),
          iterate: (...values) => statement.iterate(...values),
        };
      },
      exec: (sql) => void database.exec(sql),
      close: () => void database.close(),
    };
  };
}

function nodeSqlite(Constructor: typeof DatabaseSync): SqliteDriver {
  return (path, timeout) => {
    const database = new Constructor(path, { timeout });
    return {
      prepare(sql) {
        const statement = database.prepare(sql);
        return {
          run: (...values) => Number(statement.run(...values).changes),
          get: (...values) => statement.get(...values),
          all: (...values) => statement.all(...values),
          iterate: (...values) => statement.iterate(...values),
        };
      },
      exec: (sql) => database.exec(sql),
      close: () => database.close(),
    };
  };
}
