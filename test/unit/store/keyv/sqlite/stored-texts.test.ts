import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type Database, openDatabase } from '../../../../../src/store/database.ts';
import { type StoredText, StoredTexts } from '../../../../../src/store/keyv/sqlite/stored-texts.ts';
import { CACHE_SCHEMA } from '../../../../../src/store/schema.ts';
import { Random } from '../../../../helpers/random.ts';
import { ManualClock } from '../../manual-clock.ts';
import { recordingLog } from '../../recording-log.ts';

/** Longer than what another process has written may be taken for absent. */
const LATE_MS = 100;

let folder: string;
let clock: ManualClock;
let opened: Database[];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'texts-'));
  clock = new ManualClock();
  opened = [];
});
afterEach(() => {
  for (const database of opened) database.close();
  rmSync(folder, { recursive: true, force: true });
});

/** As another process would. */
function open(maxBytes = 10_000_000): StoredTexts {
  const path = join(folder, 'cache.db');
  const database = openDatabase(path, { log: recordingLog(), clock, schema: CACHE_SCHEMA });
  opened.push(database);
  return new StoredTexts({ database, clock, maxBytes });
}

/** Within one turn nobody looks twice for what other processes do. */
const anotherTurn = (): Promise<void> => Promise.resolve();

test.each([1, 2, 3, 4, 5, 6])(
  'two processes and any that start later read what was last written (seed %i)',
  async (seed) => {
    const random = new Random(seed);
    const below = (limit: number): number => random.below(limit);
    const processes = [open(), open()];
    const model = new Map<string, StoredText>();
    const key = (): string => `key ${below(1_500)}`;
    const someTexts = (): StoredText[] =>
      Array.from({ length: 1 + below(700) }, (_, index) => {
        const expires = below(4) === 0 ? undefined : clock.wallTime() + 1 + below(5_000);
        return { key: key(), value: `${seed} ${index} ${below(1e9)}`, expires };
      });
    const steps = [
      (texts: StoredTexts) => {
        const written = someTexts();
        texts.write('a', written);
        for (const text of written) model.set(text.key, text);
      },
      (texts: StoredTexts) => {
        const keys = Array.from({ length: 20 }, key);
        texts.delete('a', keys);
        for (const each of keys) model.delete(each);
      },
      (texts: StoredTexts) => texts.write('b', someTexts()),
      () => clock.advance(below(1_500)),
      () => processes.splice(below(2), 1, open()),
      (texts: StoredTexts) => {
        if (below(10) > 0) return;
        texts.clear('a');
        model.clear();
      },
    ];
    for (let step = 0; step < 120; step++) {
      const [texts] = processes.slice(below(2));
      if (texts) steps[below(steps.length)]?.(texts);
      clock.advance(LATE_MS);
      await anotherTurn();
      for (const reader of processes) {
        for (let look = 0; look < 20; look++) {
          const asked = key();
          const { value, expires = Number.POSITIVE_INFINITY } = model.get(asked) ?? {};
          const expected = expires > clock.wallTime() ? value : undefined;
          if (expected !== undefined) expect(reader.mayHave('a', asked)).toBe(true);
          expect(reader.get('a', asked)).toBe(expected);
        }
      }
    }
  },
);

test('a text whose batch another process has evicted is absent, whatever lies in its place', async () => {
  const [ours, theirs] = [open(), open(100_000)];
  ours.write('a', [{ key: 'old', value: 'x'.repeat(1_000) }]);
  expect(theirs.get('a', 'old')).toBe('x'.repeat(1_000));
  clock.advance(LATE_MS);
  theirs.write(
    'a',
    Array.from({ length: 200 }, (_, index) => ({ key: `new ${index}`, value: 'y'.repeat(1_000) })),
  );
  await anotherTurn();
  expect(ours.get('a', 'old')).toBeUndefined();
  expect(ours.get('a', 'new 199')).toBe('y'.repeat(1_000));
});
