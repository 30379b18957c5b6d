import { randomBytes } from 'node:crypto';
import { existsSync, mkdtempSync, openSync, readdirSync, rmSync, statSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openDatabase } from '../../../../src/store/database.ts';
import { openStore } from '../../../../src/store/keyv/open-store.ts';
import type { Store } from '../../../../src/store/keyv/store.ts';
import { CACHE_SCHEMA } from '../../../../src/store/schema.ts';
import type { SqliteConnection } from '../../../../src/store/sqlite-driver.ts';
import { ManualClock } from '../manual-clock.ts';
import { recordingLog } from '../recording-log.ts';
import { openWatchedStore } from './watched-store.ts';

const FAILS = 'warn: the cache store fails; calls go on without it';
const WORKS = 'info: the cache store works again';
const MINUTE_MS = 60_000;

let folder: string;
let clock: ManualClock;
let log: ReturnType<typeof recordingLog>;
let store: Store;
/** The store's own connection, for a test to break. */
let connection: () => SqliteConnection;
const path = (): string => join(folder, 'cache.db');

async function open(): Promise<void> {
  ({ store, connection } = await openWatchedStore(`sqlite:${path()}`, { clock, log, maxBytes: 50_000_000 }));
}

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'faults-'));
  clock = new ManualClock();
  log = recordingLog();
  await open();
});
afterEach(async () => {
  await store.close();
  rmSync(folder, { recursive: true, force: true });
});

async function write(key: string, text = 'text'): Promise<void> {
  store.texts('a').set(key, text, MINUTE_MS);
  await store.flush();
}

test('on a full disk texts are given up, told once, and kept again when there is room', async () => {
  await write('before');
  connection().exec('PRAGMA max_page_count=1');
  for (const key of ['one', 'two', 'three']) await write(key, randomBytes(20_000).toString('hex'));
  expect(await store.texts('a').get('one')).toBeUndefined();
  expect(await store.texts('a').get('before')).toBe('text');
  expect(store.health.faults).toEqual(['full']);
  connection().exec('PRAGMA max_page_count=100000');
  await write('four');
  expect(await store.texts('a').get('four')).toBe('text');
  expect(store.health.isHealthy).toBe(true);
  expect(log.lines).toEqual([FAILS, WORKS]);
});

test('an advance that cannot be written discards what it would have made old', async () => {
  const before = store.generations.read(['server:s']);
  await write('answer');
  connection().exec('PRAGMA query_only=1');
  store.generations.advance(['server:s']);
  expect(await store.texts('a').get('answer')).toBeUndefined();
  expect(store.generations.read(['server:s'])).not.toBe(before);
});

test('on a read-only disk nothing is written and everything is still read', async () => {
  await write('before');
  connection().exec('PRAGMA query_only=1');
  await write('one');
  expect(await store.texts('a').get('before')).toBe('text');
  expect(await store.texts('a').get('one')).toBeUndefined();
  expect(store.health.faults).toEqual(['read-only']);
  expect(log.lines).toEqual([FAILS]);
});

test('while another process holds the file, reads and advances go on, and the advance reaches others later', async () => {
  const before = store.generations.read(['server:s']);
  await write('before');
  const other = openDatabase(path(), { log, clock, schema: CACHE_SCHEMA });
  other.exec('BEGIN EXCLUSIVE');
  await write('one');
  store.generations.advance(['server:s']);
  const after = store.generations.read(['server:s']);
  expect(after).not.toBe(before);
  expect(await store.texts('a').get('before')).toBe('text');
  expect(store.health.faults).toEqual(['busy']);
  other.exec('ROLLBACK');
  clock.advance(2_000);
  expect(other.prepare('SELECT value FROM generations WHERE tag = ?').get('server:s')).toEqual({
    value: after,
  });
  other.close();
});

test('a corrupted page costs what was stored, and the file is begun anew', async () => {
  for (let i = 0; i < 50; i++) store.texts('a').set(`key ${i}`, `text ${i} `.repeat(300), MINUTE_MS);
  await store.flush();
  await store.close(); // which brings the log into the file
  const size = statSync(path()).size;
  const file = openSync(path(), 'r+');
  for (let at = 4_096; at < size; at += 4_096) writeSync(file, Buffer.alloc(2_048, 0xee), 0, 2_048, at);
  await open();
  for (let i = 0; i < 50; i++) expect(await store.texts('a').get(`key ${i}`)).toBeUndefined();
  await write('again');
  expect(await store.texts('a').get('again')).toBe('text');
  expect(readdirSync(folder).some((name) => name.includes('.corrupt-'))).toBe(true);
});

test('a file that is deleted while it is open is begun anew within a second', async () => {
  await write('before');
  for (const suffix of ['', '-wal', '-shm']) rmSync(path() + suffix, { force: true });
  await write('one');
  clock.advance(1_000);
  expect(existsSync(path())).toBe(true);
  expect(await store.texts('a').get('before')).toBeUndefined();
  await write('two');
  await store.close();
  await open();
  expect(await store.texts('a').get('two')).toBe('text');
});

test('large texts are compressed and come back as they were', async () => {
  const text = JSON.stringify({ long: 'äöü '.repeat(5_000) });
  await write('large', text);
  const row = connection().prepare('SELECT length(value) AS bytes FROM entries').get();
  expect(Number(row?.bytes)).toBeLessThan(1_000);
  expect(await store.texts('a').get('large')).toBe(text);
});

test('a store of another kind is refused by name, and one without its package says what to install', async () => {
  const options = { clock, log, maxBytes: 1 };
  await expect(openStore('mysql://x', options)).rejects.toThrow('cache.store does not know mysql:');
  const importModule = async (name: string): Promise<never> => {
    throw new Error(`Cannot find package '${name}'`);
  };
  await expect(openStore('postgres://x', { ...options, importModule })).rejects.toThrow(
    'cache.store needs the package @keyv/postgres',
  );
});
