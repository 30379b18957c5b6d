import Keyv from 'keyv';
import { expect, test } from 'vitest';
import { StoreHealth } from '../../../../src/store/keyv/store-health.ts';
import { TextStore } from '../../../../src/store/keyv/text-store.ts';
import { ManualClock } from '../manual-clock.ts';
import { recordingLog } from '../recording-log.ts';

const MINUTE_MS = 60_000;

/** A storage that notes the size of each batch. */
function countingStorage(batches: number[]): unknown {
  const storage = new Keyv().store;
  return Object.assign(Object.create(storage), {
    setMany: async (entries: unknown[]) => {
      batches.push(entries.length);
      return entries.map(() => true);
    },
  });
}

test('what is being written is not written again by what comes meanwhile', async () => {
  const batches: number[] = [];
  const texts = new TextStore({
    namespace: 'a',
    storage: countingStorage(batches),
    health: new StoreHealth(recordingLog()),
    clock: new ManualClock(),
  });
  for (let index = 0; index < 2_000; index++) {
    texts.set(`key ${index}`, 'text', MINUTE_MS);
    if (index % 10 === 0) await Promise.resolve();
  }
  await texts.flush();
  expect(batches.reduce((sum, size) => sum + size, 0)).toBe(2_000);
});
