import { expect, test } from 'vitest';
import { CatalogSnapshots } from '../../../src/store/catalog-snapshots.ts';
import { openDatabase } from '../../../src/store/database.ts';
import { Documents } from '../../../src/store/documents.ts';
import { recordingLog } from './recording-log.ts';

function setUp() {
  const log = recordingLog();
  const clock = { time: 1_000, wallTime: () => clock.time };
  const database = openDatabase(':memory:', { log, clock });
  return { log, clock, database, options: { log, clock, database } };
}

test('a snapshot comes back as it was saved, with the time', () => {
  const { options } = setUp();
  const snapshots = new CatalogSnapshots(options);
  snapshots.save('h1', { tools: [{ name: 'é', x: null }] });
  expect(snapshots.load('h1')).toEqual({ savedAt: 1_000, snapshot: { tools: [{ name: 'é', x: null }] } });
  expect(snapshots.load('h2')).toBeUndefined();
  expect([...snapshots.loadAll(['h0', 'h1']).keys()]).toEqual(['h1']);
});

test('a snapshot that is no JSON object reads as unknown', () => {
  const { options } = setUp();
  new Documents('snapshot', options).saveText('h', '{"tools": [');
  expect(new CatalogSnapshots(options).load('h')).toBeUndefined();
});

test('kinds do not see each other, and a process that saves leaves the newest 2,000', () => {
  const { options, clock } = setUp();
  const lists = new Documents('list', options);
  new Documents('other', options).saveText('0', 'kept');
  for (let i = 0; i < 2_010; i++) {
    clock.time++;
    lists.saveText(String(i), 'text');
  }
  clock.time++;
  new Documents('list', options).saveText('2010', 'text');
  expect(lists.loadText('10')).toBeUndefined();
  expect(lists.loadText('11')).toBe('text');
  expect(new Documents('other', options).loadText('0')).toBe('kept');
});

test('a store that fails reads as empty, swallows writes and says so in the log', () => {
  const { options, database, log } = setUp();
  const lists = new Documents('list', options);
  database.close();
  lists.saveText('k', 'text');
  expect(lists.loadText('k')).toBeUndefined();
  expect(log.lines).toEqual(['warn: the store could not be written', 'warn: the store could not be read']);
});
