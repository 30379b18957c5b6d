import { expect, test } from 'vitest';
import { EventLog } from '../../../../src/daemon/http/legacy/event-log.ts';

const message = (text: string) => ({ jsonrpc: '2.0' as const, method: 'x', params: { text } });

test('a client is given what came on its own stream after the event it has', () => {
  const log = new EventLog();
  const first = log.add(1, message('a'));
  log.add(2, message('other'));
  log.add(1, message('b'));
  expect(log.after(first)?.events.map(({ message }) => message)).toEqual([message('b')]);
});

test('an id that was never given is foreign', () => {
  const log = new EventLog();
  log.add(1, message('a'));
  for (const id of ['1-2', 'x', '', '1-1e9', '-1-1']) expect(log.after(id)).toBeUndefined();
});

test('it keeps only so much', () => {
  const log = new EventLog();
  for (let n = 0; n < 3_000; n++) log.add(1, message('a'));
  expect(log.of(1)).toHaveLength(1_000);
  for (let n = 0; n < 20; n++) log.add(2, message('x'.repeat(1024 * 1024)));
  expect(log.of(2).length).toBeLessThan(5);
});
