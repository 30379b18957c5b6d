import { expect, test } from 'vitest';
import {
  EntryAge,
  formatEntry,
  parseEntry,
} from '../../../../../src/store/responses/entry/response-entry.ts';
import { ManualClock } from '../../manual-clock.ts';

const DAY_MS = 86_400_000;

function setUp() {
  const clock = new ManualClock();
  const age = new EntryAge({ clock, isOneMachine: true });
  return {
    clock,
    ageOfOwn: (stored: { storedWall: number; storedAt: number }) => age.ageMs(stored),
    ageOfOther: (storedWall: number) => age.ageMs({ storedWall }),
  };
}

test('an answer of this process ages by the monotonic clock when the wall clock is set back', () => {
  const { clock, ageOfOwn } = setUp();
  const stored = { storedWall: clock.wallTime(), storedAt: clock.now() };
  clock.advance(1_000);
  clock.jump(-DAY_MS);
  expect(ageOfOwn(stored)).toBe(1_000);
});

test('an answer ages by the wall clock while the machine sleeps', () => {
  const { clock, ageOfOwn } = setUp();
  const stored = { storedWall: clock.wallTime(), storedAt: clock.now() };
  clock.jump(8 * 3_600_000);
  expect(ageOfOwn(stored)).toBe(8 * 3_600_000);
});

test('an answer of another process does not grow younger when the wall clock is set back', () => {
  const { clock, ageOfOther } = setUp();
  const storedWall = clock.wallTime() - 50_000;
  clock.advance(5_000);
  clock.jump(-40_000);
  expect(ageOfOther(storedWall)).toBe(55_000);
});

test('an answer of another process ages by the uptime when the wall clock was set back in between', () => {
  const clock = new ManualClock();
  const stored = new EntryAge({ clock, isOneMachine: true }).now();
  clock.advance(30_000);
  clock.jump(-25_000);
  expect(new EntryAge({ clock, isOneMachine: true }).ageMs(stored)).toBe(30_000);
  expect(new EntryAge({ clock, isOneMachine: false }).ageMs(stored)).toBe(5_000);
});

test('an answer from before the machine started is at least as old as that', () => {
  const clock = new ManualClock();
  const stored = { storedWall: clock.wallTime(), storedUp: clock.uptime() + 3_600_000 };
  expect(new EntryAge({ clock, isOneMachine: true }).ageMs(stored)).toBe(clock.uptime());
});

test('an answer from the future is too old, a little skew aside', () => {
  const { clock, ageOfOther } = setUp();
  expect(ageOfOther(clock.wallTime() + DAY_MS)).toBe(Number.POSITIVE_INFINITY);
  expect(ageOfOther(clock.wallTime() + 2_000)).toBe(0);
});

test('a persisted answer comes back whole, and a torn one not at all', () => {
  const entry = {
    server: 's',
    tool: 's__t',
    result: { content: [{ type: 'text', text: 'a\nb' }] },
    bytes: 10,
    generations: 'g1 g2',
    storedWall: 5,
    storedUp: 1,
    ttlMs: 6,
    durationMs: 7,
  };
  const { result, ...facts } = entry;
  const text = formatEntry(facts, JSON.stringify(result));
  expect(parseEntry(text)).toEqual(entry);
  expect(parseEntry(text.slice(0, -3))).toBeUndefined();
  expect(parseEntry('')).toBeUndefined();
});
