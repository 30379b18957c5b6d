import { expect, test } from 'vitest';
import { TimesToLive } from '../../../../../src/store/responses/entry/time-to-live.ts';

const MINUTE_MS = 60_000;
const RULE = { ttlMs: 10 * MINUTE_MS, maxTtlMs: 60 * MINUTE_MS };
const minutes = (ms: number): number => ms / MINUTE_MS;

function learning() {
  const times = new TimesToLive();
  return {
    of: (ttlMs: number, rule = RULE) => minutes(times.of({ tool: 's__read', ttlMs }, rule)),
    unchanged: (ttlMs: number, ageMs: number) =>
      minutes(times.next('s__read', RULE, { ttlMs, ageMs, hasChanged: false })),
    changed: (ttlMs: number, ageMs: number) =>
      minutes(times.next('s__read', RULE, { ttlMs, ageMs, hasChanged: true })),
    first: () => minutes(times.next('s__read', RULE)),
  };
}

test('the first answer lives for the TTL of its rule', () => {
  expect(learning().first()).toBe(10);
});

test('one that lasted beyond its TTL makes the others of its tool live for longer, those already kept too', () => {
  const { unchanged, of } = learning();
  expect(unchanged(RULE.ttlMs, 11 * MINUTE_MS)).toBe(22);
  expect(of(RULE.ttlMs)).toBe(22);
  unchanged(22 * MINUTE_MS, 35 * MINUTE_MS);
  expect(of(RULE.ttlMs)).toBe(60);
});

test('one that was asked for again within its TTL says nothing of what comes after', () => {
  const { unchanged, of } = learning();
  expect(unchanged(RULE.ttlMs, 9 * MINUTE_MS)).toBe(10);
  expect(of(RULE.ttlMs)).toBe(10);
});

test('one that changed by itself lives for half of what that took, and the others no longer than the rule says', () => {
  const { unchanged, changed, of } = learning();
  unchanged(RULE.ttlMs, 11 * MINUTE_MS);
  expect(changed(20 * MINUTE_MS, 12 * MINUTE_MS)).toBe(6);
  expect(of(RULE.ttlMs)).toBe(10);
  unchanged(RULE.ttlMs, 11 * MINUTE_MS);
  expect(of(RULE.ttlMs)).toBe(10);
});

test('one that was shortened lives no longer because others last', () => {
  const { unchanged, of } = learning();
  unchanged(RULE.ttlMs, 11 * MINUTE_MS);
  expect(of(5 * MINUTE_MS)).toBe(5);
});

test('a rule that has become stricter holds for what is kept already', () => {
  const { unchanged, of } = learning();
  unchanged(RULE.ttlMs, 11 * MINUTE_MS);
  expect(of(20 * MINUTE_MS, { ttlMs: MINUTE_MS, maxTtlMs: 2 * MINUTE_MS })).toBe(2);
});
