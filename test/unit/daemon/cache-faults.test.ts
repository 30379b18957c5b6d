import { openSync, rmSync, statSync, writeSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Peer } from '../../../src/protocol/peer.ts';
import { type Database, openDatabase } from '../../../src/store/database.ts';
import { CACHE_SCHEMA } from '../../../src/store/schema.ts';
import { call, GatewayWorld } from './gateway-world.ts';

const DAY_MS = 86_400_000;
const CACHE = { rules: [{ tools: ['notebook__read'], ttl: '10m' }] };

let world: GatewayWorld;
let host: Peer;

beforeEach(async () => {
  world = new GatewayWorld();
  await world.open({ cache: CACHE });
  host = await world.connect();
  await call(host, 'read', { page: 'a' });
  await world.store.flush();
});
afterEach(() => world.close());

/** Whatever is broken: a write is never followed by an answer from before it, and no call fails. */
async function writesAndReads(content: string): Promise<void> {
  expect(await call(host, 'write', { page: 'a', content })).toMatchObject({ text: 'written' });
  const { text, kept } = await call(host, 'read', { page: 'a' });
  expect(text).toContain(`a: ${content}`);
  expect(kept).toBeUndefined();
  expect((await call(host, 'read', { page: 'a' })).text).toContain(`a: ${content}`);
  expect((await call(host, 'read', { page: 'b' })).text).toContain('b: empty');
}

async function isCachingAgain(): Promise<void> {
  await call(host, 'read', { page: 'c' });
  expect((await call(host, 'read', { page: 'c' })).kept).toMatchObject({ hit: true });
}

describe('calls go on through the gateway, and nothing wrong is served,', () => {
  test('on a full disk', async () => {
    world.connection?.exec('PRAGMA max_page_count=1');
    await writesAndReads('one');
    await world.store.flush();
    await writesAndReads('two');
    world.connection?.exec('PRAGMA max_page_count=100000');
    await isCachingAgain();
  });

  test('on a disk that lets nothing be written any more', async () => {
    world.connection?.exec('PRAGMA query_only=1');
    await writesAndReads('one');
    await writesAndReads('two');
    await isCachingAgain(); // a fresh file, or memory
  });

  describe('while another process holds the file', () => {
    let other: Database;
    beforeEach(() => {
      other = openDatabase(world.cacheFile, { log: world.log, clock: world.clock, schema: CACHE_SCHEMA });
    });
    afterEach(() => other.close());

    test('which answers SQLITE_BUSY', async () => {
      other.exec('BEGIN EXCLUSIVE');
      await writesAndReads('one');
      await world.store.flush();
      await writesAndReads('two');
      other.exec('ROLLBACK');
      world.clock.advance(2_000);
      await isCachingAgain();
    });
  });

  test('with corrupted pages', async () => {
    for (let i = 0; i < 200; i++) await call(host, 'read', { page: `page ${i} ${'x'.repeat(200)}` });
    await world.store.flush();
    world.connection?.exec('PRAGMA wal_checkpoint(TRUNCATE); PRAGMA cache_size=0');
    const file = openSync(world.cacheFile, 'r+');
    const { size } = statSync(world.cacheFile);
    for (let at = 4_096; at < size; at += 4_096) writeSync(file, Buffer.alloc(2_048, 0xee), 0, 2_048, at);
    await writesAndReads('one');
    await writesAndReads('two');
    await world.store.flush();
    await isCachingAgain();
  });

  test('with its file deleted while it is open', async () => {
    for (const suffix of ['', '-wal', '-shm']) rmSync(world.cacheFile + suffix, { force: true });
    await writesAndReads('one');
    world.clock.advance(1_000);
    await writesAndReads('two');
    await isCachingAgain();
  });

  test.each([
    ['forward', DAY_MS],
    ['back', -DAY_MS],
  ])('with the wall clock set %s by a day', async (_, ms) => {
    world.clock.jump(ms);
    world.clock.advance(10 * 60_000);
    expect((await call(host, 'read', { page: 'a' })).kept).toBeUndefined();
    await writesAndReads('one');
    await isCachingAgain();
    world.clock.advance(10 * 60_000);
    expect((await call(host, 'read', { page: 'c' })).kept).toBeUndefined();
  });
});
