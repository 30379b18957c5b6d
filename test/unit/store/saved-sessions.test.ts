import { expect, test } from 'vitest';
import { openDatabase } from '../../../src/store/database.ts';
import { SavedEvents } from '../../../src/store/saved-events.ts';
import { SavedSessions } from '../../../src/store/saved-sessions.ts';
import { ManualClock } from './manual-clock.ts';
import { recordingLog } from './recording-log.ts';

const TTL_MS = 60_000;

function setUp() {
  const clock = new ManualClock();
  const log = recordingLog();
  const database = openDatabase(':memory:', { log, clock });
  const options = { database, clock, log, ttlMs: TTL_MS };
  return { clock, sessions: new SavedSessions(options), events: () => new SavedEvents(options) };
}

test('a session belongs to its principal: with any other it is not found', () => {
  const { sessions } = setUp();
  sessions.save('s', 'alice', { logLevel: 'info' });
  expect(sessions.find('s', 'alice')).toEqual({ logLevel: 'info' });
  expect(sessions.find('s', 'bob')).toBeUndefined();
  expect(sessions.find('t', 'alice')).toBeUndefined();
});

test('a session of which nothing was heard for its time to live is gone, and so is one that was removed', () => {
  const { sessions, clock } = setUp();
  sessions.save('s', 'alice', {});
  clock.advance(TTL_MS);
  expect(sessions.find('s', 'alice')).toEqual({});
  clock.advance(1);
  expect(sessions.find('s', 'alice')).toBeUndefined();
  sessions.save('s', 'alice', {});
  sessions.remove('s');
  expect(sessions.find('s', 'alice')).toBeUndefined();
});

test('events come back in order, those of one session, and not for ever', () => {
  const { events, clock } = setUp();
  const saved = events();
  for (const sequence of [1, 2, 10]) saved.add('s', { sequence, stream: 0, text: `${sequence}` });
  saved.add('t', { sequence: 1, stream: 4, text: 'other' });
  expect(saved.load('s').map(({ text }) => text)).toEqual(['1', '2', '10']);
  saved.remove('s', 2);
  expect(saved.load('s')).toEqual([{ sequence: 10, stream: 0, text: '10' }]);
  clock.advance(TTL_MS + 1);
  events().add('u', { sequence: 1, stream: 0, text: 'new' });
  expect([saved.load('s'), saved.load('t'), saved.load('u').length]).toEqual([[], [], 1]);
});
