import { beforeEach, expect, test } from 'vitest';
import { Restarts } from '../../../src/downstream/restarts.ts';

let now = 0;
let restarts: Restarts;
const clock = { now: () => now, wallTime: () => now, uptime: () => now, after: () => () => {} };

beforeEach(() => {
  now = 0;
  restarts = new Restarts('files', clock, () => 0.5);
});

test('after one failure a server may be started again at once, after more only with growing pauses', () => {
  restarts.noteFailure('it exited');
  restarts.assertAllowed();
  restarts.noteFailure('it exited');
  expect(() => restarts.assertAllowed()).toThrow('files is not running: it exited');
  now += 500;
  restarts.assertAllowed();
  restarts.noteFailure('it exited');
  now += 999;
  expect(() => restarts.assertAllowed()).toThrow();
  now += 1;
  restarts.assertAllowed();
});

test('a crash loop rests, says why and for how long, and is then tried once more', () => {
  for (let i = 0; i < 5; i++) restarts.noteFailure('no API key');
  expect(restarts.isLooping).toBe(true);
  expect(() => restarts.assertAllowed()).toThrow(/failed 5 times in a row.*no API key/);
  now += 5 * 60_000;
  restarts.assertAllowed();
});

test('a success forgets what was', () => {
  for (let i = 0; i < 5; i++) restarts.noteFailure('no API key');
  restarts.noteSuccess();
  restarts.assertAllowed();
  expect(restarts.lastReason).toBeUndefined();
});
