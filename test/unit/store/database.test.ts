import {
  chmodSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type DatabaseOptions, openDatabase } from '../../../src/store/database.ts';
import { loadDriver } from '../../../src/store/sqlite-driver.ts';
import { recordingLog } from './recording-log.ts';

const clock = { wallTime: () => 1_700_000_000_000 };
let folder: string;
let log: ReturnType<typeof recordingLog>;
const options = (more: Partial<DatabaseOptions> = {}): DatabaseOptions => ({ log, clock, ...more });
const path = (): string => join(folder, 'state', 'trunkline.sqlite');

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'store-'));
  log = recordingLog();
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

describe('a new database', () => {
  test('is a private file in a private folder, and so are its companions', () => {
    const database = openDatabase(path(), options());
    database.exec('CREATE TABLE a (b)');
    for (const name of readdirSync(join(folder, 'state'))) {
      expect(statSync(join(folder, 'state', name)).mode & 0o777, name).toBe(0o600);
    }
    expect(statSync(join(folder, 'state')).mode & 0o777).toBe(0o700);
    expect(database.prepare('PRAGMA journal_mode').get()).toMatchObject({ journal_mode: 'wal' });
    database.close();
  });

  test('keeps what a committed transaction wrote and nothing of a failed one', () => {
    const database = openDatabase(path(), options());
    database.exec('CREATE TABLE a (b)');
    const insert = database.prepare('INSERT INTO a VALUES (?)');
    database.transaction(() => insert.run(1));
    expect(() =>
      database.transaction(() => {
        insert.run(2);
        throw new Error('no');
      }),
    ).toThrow('no');
    expect(database.prepare('SELECT b FROM a').all()).toEqual([{ b: 1 }]);
    database.close();
  });
});

test('a file that others could read becomes private', () => {
  openDatabase(path(), options()).close();
  chmodSync(path(), 0o644);
  openDatabase(path(), options()).close();
  expect(statSync(path()).mode & 0o777).toBe(0o600);
});

test('migrations run in order and once', () => {
  const first = ['CREATE TABLE a (b)'];
  openDatabase(path(), options({ schema: first })).close();
  const both = [...first, 'ALTER TABLE a ADD COLUMN c'];
  openDatabase(path(), options({ schema: both })).close();
  const database = openDatabase(path(), options({ schema: both }));
  expect(database.prepare('SELECT name FROM pragma_table_info(?)').all('a')).toEqual([
    { name: 'b' },
    { name: 'c' },
  ]);
  database.close();
});

test('downgrade: a file of a newer Trunkline is left as it is, and the older one works in memory', () => {
  const newer = openDatabase(path(), options({ schema: ['CREATE TABLE a (b)', 'CREATE TABLE c (d)'] }));
  newer.close();
  const before = readFileSync(path());
  const older = openDatabase(path(), options({ schema: ['CREATE TABLE a (b)'] }));
  older.exec('INSERT INTO a VALUES (1)');
  expect(older.isPersistent).toBe(false);
  older.close();
  expect(readFileSync(path())).toEqual(before);
});

test('a corrupt file is set aside with a log line and begun anew', () => {
  openDatabase(path(), options()).close();
  writeFileSync(path(), 'this is no database, and long enough to be read as a header of one'.repeat(20));
  const database = openDatabase(path(), options());
  database.exec('CREATE TABLE a (b)');
  expect(existsSync(`${path()}.corrupt-1700000000000`)).toBe(true);
  expect(log.lines).toEqual(['error: the store was corrupt; it was set aside and begun anew']);
  expect(database.isPersistent).toBe(true);
  database.close();
});

test('without a place to write, the database lives in memory and says so', () => {
  writeFileSync(join(folder, 'state'), 'a file where the folder should be');
  const database = openDatabase(path(), options());
  database.exec('CREATE TABLE a (b)');
  expect(database.isPersistent).toBe(false);
  expect(log.lines).toEqual(['error: the store cannot be opened; it is kept in memory only']);
  database.close();
});

test('node:sqlite serves where better-sqlite3 does not load', () => {
  const require = createRequire(import.meta.url);
  const driver = loadDriver(log, () => require('no-such-module'));
  expect(log.lines).toEqual(['warn: better-sqlite3 does not load here; using node:sqlite']);
  const database = openDatabase(path(), options({ driver }));
  database.exec('CREATE TABLE a (b, c)');
  const insert = database.prepare('INSERT INTO a VALUES (?, ?)');
  expect(database.transaction(() => insert.run('x', new Uint8Array([1, 2])))).toBe(1);
  const [row] = [...database.prepare('SELECT b, c FROM a').iterate()];
  expect(row).toEqual({ b: 'x', c: new Uint8Array([1, 2]) });
  database.close();
});

test('statements survive a restart into a fresh file', () => {
  const database = openDatabase(path(), options({ schema: ['CREATE TABLE a (b)'] }));
  const insert = database.prepare('INSERT INTO a VALUES (?)');
  const count = database.prepare('SELECT count(*) AS n FROM a');
  insert.run(1);
  rmSync(path());
  expect(database.isFileGone).toBe(true);
  database.restart();
  expect(database.isFileGone).toBe(false);
  expect(count.get()).toEqual({ n: 0 });
  insert.run(2);
  expect(count.get()).toEqual({ n: 1 });
  database.close();
});

test('what is discarded is gone from the disk, and a fresh file serves', () => {
  const database = openDatabase(path(), options({ schema: ['CREATE TABLE a (b)'] }));
  database.exec("INSERT INTO a VALUES ('secret')");
  database.discard();
  expect(database.prepare('SELECT * FROM a').all()).toEqual([]);
  expect(database.isPersistent).toBe(true);
  database.close();
  expect(readFileSync(path()).includes('secret')).toBe(false);
});
