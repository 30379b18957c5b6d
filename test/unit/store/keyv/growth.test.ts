import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { MemoryLru } from '../../../../src/store/keyv/memory-lru.ts';
import { ManualClock } from '../manual-clock.ts';
import { openWatchedStore } from './watched-store.ts';

test('however much is kept, the file stays within its quota, and what was used last stays', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'growth-'));
  const clock = new ManualClock();
  const file = join(folder, 'cache.db');
  const { store, connection } = await openWatchedStore(`sqlite:${file}`, { clock, maxBytes: 1_000_000 });
  const texts = store.texts('responses');
  for (let batch = 0; batch < 20; batch++) {
    for (let i = 0; i < 500; i++) texts.set(`${batch} ${i}`, 'x'.repeat(1_000), 3_600_000);
    await store.flush();
    clock.advance(1);
  }
  const sum = connection().prepare('SELECT sum(length(value)) AS bytes FROM entries').get();
  expect(Number(sum?.bytes)).toBeLessThanOrEqual(1_000_000);
  expect(await texts.get('19 499')).toBeDefined();
  expect(await texts.get('0 0')).toBeUndefined();
  // SQLite takes back what was freed, and begins its log anew after some thousand pages.
  expect(statSync(file).size).toBeLessThan(2_500_000);
  expect(statSync(`${file}-wal`).size).toBeLessThan(8_400_000);
  await store.close();
  rmSync(folder, { recursive: true, force: true });
});

test('what expires is removed', async () => {
  const clock = new ManualClock();
  const { store, connection } = await openWatchedStore('memory:', { clock, maxBytes: 1_000_000 });
  store.texts('a').set('old', 'text', 1_000);
  await store.flush();
  clock.jump(Date.now() + 2_000 - clock.wallTime()); // Keyv reckons by the machine's own clock
  store.texts('a').set('new', 'text', 3_600_000);
  await store.flush();
  expect(connection().prepare('SELECT key FROM entries').all()).toEqual([{ key: 'new' }]);
  await store.close();
});

test('the layer in memory holds so many bytes and no more', () => {
  const memory = new MemoryLru<number>(1_000);
  for (let i = 0; i < 100_000; i++) memory.set(`key ${i}`, i, 100);
  expect(memory.bytes).toBeLessThanOrEqual(1_000);
  expect([...memory.values()]).toHaveLength(10);
  expect(memory.get('key 99999')).toBe(99_999);
  memory.set('huge', 1, 2_000);
  expect(memory.get('huge')).toBeUndefined();
});

test('what answers are about is forgotten with everything kept, where it is too much', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'growth-'));
  const options = { clock: new ManualClock(), maxBytes: 1_000_000 };
  const url = `sqlite:${join(folder, 'cache.db')}`;
  const first = await openWatchedStore(url, options);
  const before = await first.store.generations.read(['a']);
  first.connection().exec(`
    WITH RECURSIVE number(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM number WHERE n < 60000)
    INSERT INTO generations SELECT 'about ' || n, 'value' FROM number`);
  await first.store.close();

  const { store, connection } = await openWatchedStore(url, options);
  expect(await store.generations.read(['a'])).toBe(before);
  await store.generations.read(['new']);
  expect(await store.generations.read(['a'])).not.toBe(before);
  expect(connection().prepare('SELECT count(*) AS tags FROM generations').get()).toEqual({ tags: 1 });
  await store.close();
  rmSync(folder, { recursive: true, force: true });
});

test('of many things that answers are about, those remembered are few, and all hold', async () => {
  const { store } = await openWatchedStore('memory:', { clock: new ManualClock(), maxBytes: 1_000_000 });
  const before = await store.generations.read(['a', 'b']);
  for (let index = 0; index < 25_000; index++) await store.generations.read([`about ${index}`]);
  expect(await store.generations.read(['a', 'b'])).toBe(before);
  await store.close();
});
