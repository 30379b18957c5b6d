import { expect, test } from 'vitest';
import { RecentCalls } from '../../../src/session/recent-calls.ts';
import { ManualClock } from '../store/manual-clock.ts';

const ended = (tool: string) => ({ tool, startedAt: 0, durationMs: 1, outcome: 'ok', digest: '' });

test('the last fifty calls are kept', () => {
  const calls = new RecentCalls([ended('before')], { clock: new ManualClock(), save: () => {} });
  for (let n = 1; n <= 60; n++) calls.add(ended(`n${n}`));
  expect(calls.all()).toHaveLength(50);
  expect(calls.all()[0]).toMatchObject({ tool: 'n11' });
});

test('many calls are saved together, and what is left when the session ends', () => {
  const clock = new ManualClock();
  let saved = 0;
  const calls = new RecentCalls([], { clock, save: () => saved++ });
  for (let n = 0; n < 10; n++) calls.add(ended('a'));
  expect(saved).toBe(0);
  clock.advance(5_000);
  expect(saved).toBe(1);
  clock.advance(60_000);
  calls.settle();
  expect(saved).toBe(1);
  calls.add(ended('b'));
  calls.settle();
  expect(saved).toBe(2);
});
