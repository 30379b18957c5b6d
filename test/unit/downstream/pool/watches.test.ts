import { beforeEach, expect, test } from 'vitest';
import type { Caller } from '../../../../src/downstream/caller.ts';
import type { Connection } from '../../../../src/downstream/connection.ts';
import { Watches } from '../../../../src/downstream/pool/watches.ts';
import type { Topic } from '../../../../src/downstream/subscriptions.ts';
import { PeerError } from '../../../../src/shared/errors.ts';
import { ManualClock } from '../../store/manual-clock.ts';
import { recordingLog } from '../../store/recording-log.ts';
import { caller } from '../fake-server.ts';

const topic: Topic = { kind: 'resourceSubscriptions', id: 'test://note' };
let clock: ManualClock;
let told: string[];
let watcher: Caller;

beforeEach(() => {
  clock = new ManualClock();
  told = [];
  watcher = caller('a', { notify: (_server, method) => told.push(method) });
});

/** A server that takes `failures` starts to come up; what is watched on its one connection. */
function setUp({ failures = 0, error = new Error('down') }: { failures?: number; error?: Error } = {}) {
  const watched = new Set<Caller>();
  const connection = {
    subscriptions: {
      add: async (_topic: Topic, by: Caller) => void watched.add(by),
      remove: async (_topic: Topic, by: Caller) => void watched.delete(by),
      entries: () => [[topic, watcher]],
    },
  } as unknown as Connection;
  const starts = { count: 0 };
  const source = {
    connections: [connection],
    acquire: async () => {
      if (starts.count++ < failures) throw error;
      return connection;
    },
  };
  const watches = new Watches(source, { definition: { name: 'one' }, clock, log: recordingLog() });
  return { watches, watched, connection, starts };
}

/** Lets promises settle that nothing but the clock was waited for. */
const settle = async (): Promise<void> => {
  for (let n = 0; n < 10; n++) await Promise.resolve();
};

test('what was lost with a connection is watched again, and who watched is told of what may be missed', async () => {
  const { watches, watched, connection } = setUp({ failures: 3 });
  watches.restore(connection);
  for (const delay of [1_000, 2_000, 4_000]) {
    clock.advance(delay);
    await settle();
    expect(watched.size).toBe(0);
  }
  clock.advance(8_000);
  await settle();
  expect([...watched]).toEqual([watcher]);
  expect(told).toEqual(['notifications/resources/updated']);
});

test('what begins at once is no change; what begins late may have been one', async () => {
  await setUp().watches.keep(topic, watcher);
  expect(told).toEqual([]);
  await setUp({ failures: 1 }).watches.keep(topic, watcher);
  clock.advance(1_000);
  await settle();
  expect(told).toEqual(['notifications/resources/updated']);
});

test.each(['remove', 'drop', 'close'] as const)('%s: nothing is begun after it', async (end) => {
  const { watches, connection, starts } = setUp();
  watches.restore(connection);
  if (end === 'remove') await watches.remove(topic, watcher);
  else if (end === 'drop') watches.drop(watcher);
  else watches.close();
  clock.advance(60_000);
  await settle();
  expect(starts.count).toBe(0);
});

test('a watch that ends while its server starts is not left behind', async () => {
  const { watches, watched } = setUp();
  const begun = watches.keep(topic, watcher);
  watches.drop(watcher);
  await begun;
  expect(watched.size).toBe(0);
});

test('what a server refuses is not asked for again', async () => {
  const { watches, starts } = setUp({
    failures: 9,
    error: new PeerError({ code: -32602, message: 'no such' }),
  });
  await watches.keep(topic, watcher);
  clock.advance(600_000);
  await settle();
  expect(starts.count).toBe(1);
});
