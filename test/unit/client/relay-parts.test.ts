import { expect, test, vi } from 'vitest';
import { Handshake } from '../../../src/client/relay/handshake.ts';
import { Heartbeat } from '../../../src/client/relay/heartbeat.ts';
import { Lines } from '../../../src/client/relay/lines.ts';
import { answerMayHaveRun, answerNeverSent } from '../../../src/client/relay/lost.ts';
import { ownRequest, withoutOwnAnswers } from '../../../src/client/relay/own-frames.ts';

const INITIALIZE = '{"jsonrpc":"2.0","id":0,"method":"initialize","params":{"clientInfo":{"name":"é"}}}\n';

test('lines leave only whole, whatever pieces they came in', () => {
  const lines = new Lines();
  const given = ['a', 'b\nc', '\n', 'd\ne\nf', 'g'].map((piece) =>
    lines.push(Buffer.from(piece))?.toString(),
  );
  expect(given).toEqual([undefined, 'ab\n', 'c\n', 'd\ne\n', undefined]);
  expect(lines.push(Buffer.from('\n'))?.toString()).toBe('fg\n');
});

test('an initialize is told again under an id of our own, and as it was', () => {
  const handshake = new Handshake();
  expect(handshake.replay()).toBeUndefined();
  handshake.note(Buffer.from(INITIALIZE));
  const [initialize = '', initialized = ''] = (handshake.replay() ?? '').split('\n');
  expect(JSON.parse(initialize)).toEqual({ ...JSON.parse(INITIALIZE), id: 'trunkline/initialize' });
  expect(JSON.parse(initialized).method).toBe('notifications/initialized');
});

test('the answers to our own requests do not reach the host; what a tool says of them does', () => {
  const own = '{"jsonrpc":"2.0","id":"trunkline/ping","result":{}}\n';
  const other = '{"jsonrpc":"2.0","id":1,"result":{}}\n';
  const quoting = `{"text":${own.trim()}}\n`;
  const given = withoutOwnAnswers(Buffer.from(own + other + own + quoting + own));
  expect(given.toString()).toBe(other + quoting);
  expect(ownRequest('ping', { method: 'ping' })).toBe(
    '{"method":"ping","jsonrpc":"2.0","id":"trunkline/ping"}\n',
  );
});

test('a lost call says to a model that it may have run; another request is an error', () => {
  const call = { id: 1, method: 'tools/call', isModern: true, line: undefined };
  expect(JSON.parse(answerMayHaveRun(call))).toMatchObject({
    id: 1,
    result: {
      isError: true,
      resultType: 'complete',
      content: [{ text: expect.stringContaining('may have run') }],
    },
  });
  expect(JSON.parse(answerNeverSent({ ...call, isModern: false })).result).not.toHaveProperty('resultType');
  expect(JSON.parse(answerNeverSent({ ...call, method: 'x/y' }))).toMatchObject({
    error: { code: -31001, data: { neverSent: true } },
  });
});

test('a daemon is given up after three silent beats while somebody waits, and never while nobody does', () => {
  const state = { isWaiting: true, pings: 0 };
  const onSilence = vi.fn();
  const send = (): void => void state.pings++;
  const heartbeat = new Heartbeat({ isWaiting: () => state.isWaiting, send, onSilence });
  for (let beat = 0; beat < 3; beat++) heartbeat.beat();
  heartbeat.heard();
  for (let beat = 0; beat < 3; beat++) heartbeat.beat();
  expect(state.pings).toBe(6);
  expect(onSilence).not.toHaveBeenCalled();
  heartbeat.beat();
  expect(onSilence).toHaveBeenCalledOnce();
  state.isWaiting = false;
  for (let beat = 0; beat < 9; beat++) heartbeat.beat();
  expect(onSilence).toHaveBeenCalledOnce();
  heartbeat.stop();
});
