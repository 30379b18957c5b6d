import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';

const LEAN_HEAP = new URL('../../../src/daemon/lean-heap.ts', import.meta.url).href;

/** The size of the young generation, in MB, under a load of which much survives each collection. */
const LOAD = `
  import { getHeapSpaceStatistics } from 'node:v8';
  const young = () => getHeapSpaceStatistics().find((space) => space.space_name === 'new_space').space_size;
  const load = async () => {
    for (let round = 0; round < 200; round++) {
      const inFlight = Array.from({ length: 20_000 }, (_, id) => ({ id, params: [id] }));
      await new Promise(setImmediate);
      if (inFlight.length === 0) return;
    }
  };
  const sizes = {};
`;

async function sizes(script: string): Promise<Record<string, number>> {
  const code = `${LOAD}${script}\nconsole.log(JSON.stringify(sizes));`;
  const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '-e', code]);
  return JSON.parse(stdout);
}

const MB = 1024 * 1024;

test('under load the heap of a gateway stays lean, though V8 would let it grow', async () => {
  const alone = await sizes('await load(); sizes.loaded = young();');
  expect(alone.loaded).toBeGreaterThan(8 * MB);
  const kept = await sizes(`
    const { keepHeapLean } = await import('${LEAN_HEAP}');
    await load();
    sizes.before = young();
    const timers = [];
    keepHeapLean({ after: (_delay, callback) => timers.push(callback) });
    timers.shift()();
    sizes.shrunk = young();
    timers.shift()();
    await load();
    sizes.loaded = young();
    sizes.isWatched = timers.length;
  `);
  expect(kept.before).toBeGreaterThan(8 * MB);
  expect(kept.shrunk).toBeLessThanOrEqual(4 * MB);
  expect(kept.loaded).toBeLessThanOrEqual(8 * MB);
  expect(kept.loaded).toBeGreaterThanOrEqual(4 * MB);
  expect(kept.isWatched).toBe(1);
});
