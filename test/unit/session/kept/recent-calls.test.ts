import { expect, test } from 'vitest';
import { LateSave } from '../../../../src/session/kept/late-save.ts';
import { RecentCalls } from '../../../../src/session/kept/recent-calls.ts';
import { ManualClock } from '../../store/manual-clock.ts';

const ended = (tool: string) => ({ tool, startedAt: 0, durationMs: 1, outcome: 'ok', digest: '' });

test('the last fifty calls are kept', () => {
  const calls = new RecentCalls([ended('before')]);
  for (let n = 1; n <= 60; n++) calls.add(ended(`n${n}`));
  expect(calls.all()).toHaveLength(50);
  expect(calls.all()[0]).toMatchObject({ tool: 'n11' });
});

test('many changes are saved together, and what is left at the end', () => {
  const clock = new ManualClock();
  let saved = 0;
  const late = new LateSave(clock, () => saved++);
  for (let n = 0; n < 10; n++) late.soon();
  expect(saved).toBe(0);
  clock.advance(5_000);
  expect(saved).toBe(1);
  clock.advance(60_000);
  late.settle();
  expect(saved).toBe(1);
  late.soon();
  late.settle();
  expect(saved).toBe(2);
});
