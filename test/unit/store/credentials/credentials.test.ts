import { chmodSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { Credentials } from '../../../../src/store/credentials/credentials.ts';
import { type Database, openDatabase } from '../../../../src/store/database.ts';
import { ManualClock } from '../manual-clock.ts';
import { recordingLog } from '../recording-log.ts';

let folder: string;
let clock: ManualClock;
let opened: Database[];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'credentials-'));
  clock = new ManualClock();
  opened = [];
});
afterEach(() => {
  for (const database of opened) database.close();
  rmSync(folder, { recursive: true, force: true });
});

const keyFile = (): string => join(folder, 'state', 'credentials-key');

/** As another process would. */
function open(): Credentials {
  const log = recordingLog();
  const database = openDatabase(join(folder, 'state', 'trunkline.db'), { log, clock });
  opened.push(database);
  return new Credentials({ database, keyFile: keyFile(), clock, log });
}

test('a secret is there for all processes of its user, encrypted, under a key that nobody else can read', async () => {
  await open().save('a', 'the secret');
  expect(open().find('a')?.secret).toBe('the secret');
  expect(open().find('b')).toBeUndefined();
  expect(statSync(keyFile()).mode & 0o777).toBe(0o600);
  for (const name of ['trunkline.db', 'trunkline.db-wal'])
    expect(readFileSync(join(folder, 'state', name), 'latin1')).not.toContain('the secret');
});

test('a key file that others could read is made private', async () => {
  await open().save('a', 'x');
  chmodSync(keyFile(), 0o644);
  expect(open().find('a')?.secret).toBe('x');
  expect(statSync(keyFile()).mode & 0o777).toBe(0o600);
});

test('with another key there is no secret, and a new one can be saved', async () => {
  await open().save('a', 'x');
  writeFileSync(keyFile(), `${'k'.repeat(43)}\n`);
  const credentials = open();
  expect(credentials.find('a')?.secret).toBeUndefined();
  await credentials.save('a', 'y');
  expect(open().find('a')?.secret).toBe('y');
});

test('a key file with rubbish in it reads as no login, and saving says what to do', async () => {
  await open().save('a', 'x');
  writeFileSync(keyFile(), 'short');
  const credentials = open();
  expect(credentials.find('a')).toBeUndefined();
  await expect(credentials.save('a', 'y')).rejects.toThrow('holds nothing that can be used');
});

test('of two processes one may replace a secret; the other sees what came of it', async () => {
  const [one, two] = [open(), open()];
  await one.save('a', 'first');
  const revision = one.revisionOf('a');
  const lease = await one.lease('a', revision);
  expect(lease).toBeDefined();
  expect(await two.lease('a', two.revisionOf('a'))).toBeUndefined();
  if (lease) expect(await one.replace(lease, 'second')).toBe(true);
  expect(two.find('a')?.secret).toBe('second');
  expect(await two.lease('a', revision)).toBeUndefined();
  expect(await two.lease('a', two.revisionOf('a'))).toBeDefined();
});

test('a holder that is gone blocks nobody for long, nor does a clock that was set back', async () => {
  const credentials = open();
  await credentials.save('a', 'x');
  const revision = credentials.revisionOf('a');
  expect(await credentials.lease('a', revision)).toBeDefined();
  clock.advance(31_000);
  expect(await credentials.lease('a', revision)).toBeDefined();
  clock.jump(-86_400_000);
  expect(await credentials.lease('a', revision)).toBeDefined();
});

test('who comes back too late replaces nothing', async () => {
  const credentials = open();
  await credentials.save('a', 'x');
  const late = await credentials.lease('a', credentials.revisionOf('a'));
  await open().save('a', 'a new login');
  if (late) expect(await credentials.replace(late, 'of the old one')).toBe(false);
  expect(credentials.find('a')?.secret).toBe('a new login');
});

test('what a server wants is kept for the next login, and forgotten with it', async () => {
  const credentials = open();
  await credentials.noteChallenge('a', '{"scope":"x"}');
  expect(open().findChallenge('a')).toBe('{"scope":"x"}');
  expect(credentials.find('a')?.secret).toBeUndefined();
  await credentials.save('a', 'x');
  expect(credentials.findChallenge('a')).toBeFalsy();
});
