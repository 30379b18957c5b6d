import { expect, test } from 'vitest';
import { InFlight } from '../../../src/client/relay/in-flight.ts';

const line = (message: object): Buffer => Buffer.from(`${JSON.stringify(message)}\n`);
const request = (id: unknown, method = 'tools/call', params: object = {}): Buffer =>
  line({ method, params, jsonrpc: '2.0', id }); // as the SDK v1 writes it, the id last
const answer = (id: unknown): Buffer => line({ jsonrpc: '2.0', id, result: { id: 'not this one' } });

function after(sent: Buffer[], answered: Buffer[]): unknown[] {
  const inFlight = new InFlight();
  for (const frame of sent) inFlight.noteSent(frame);
  for (const frame of answered) inFlight.noteAnswers(frame);
  return inFlight.takeAll().map(({ id }) => id);
}

test('what was sent and not answered is in flight, in order', () => {
  expect(after([request(1), request('a'), request(2)], [answer(1)])).toEqual(['a', 2]);
});

test('many frames in one piece are each seen', () => {
  const sent = Buffer.concat([request(1), request(2), request(3)]);
  expect(after([sent], [Buffer.concat([answer(3), answer(1)])])).toEqual([2]);
});

test.each(['with "quotes" and \\', 'ünïcode', '1', ''])('the id %j is told from every other', (id) => {
  expect(after([request(id), request(1)], [answer(id)])).toEqual([1]);
});

test('a server that asks the host something answers nothing', () => {
  const question = line({ jsonrpc: '2.0', id: 1, method: 'sampling/createMessage', params: {} });
  expect(after([request(1)], [question])).toEqual([1]);
});

test('an id is found wherever it stands, and what looks like one within a request is not', () => {
  const inside = '{"jsonrpc":"2.0","id":9,"method":"x"}';
  const first = (id: unknown): Buffer =>
    line({ jsonrpc: '2.0', id, method: 'tools/call', params: { inside } });
  const last = (id: unknown): Buffer =>
    line({ method: 'tools/call', params: { inside }, jsonrpc: '2.0', id });
  const middle = (id: unknown): Buffer =>
    line({ jsonrpc: '2.0', method: 'tools/call', id, params: { id: 9 } });
  const spaced = Buffer.from('{ "id" : 4.0, "jsonrpc": "2.0", "method": "tools/call" }\n');
  const nested = line({ method: 'x', id: 5, params: { a: 1, jsonrpc: '2.0', id: 9 } });
  const sent = [first(1), last('two'), middle(3), spaced, nested];
  expect(after(sent, [])).toEqual([1, 'two', 3, 4, 5]);
  expect(after(sent, [1, 'two', 3, 4, 5, 9].map(answer))).toEqual([]);
});

test('an id that is in use belongs to the first request', () => {
  expect(after([request(1), request(1, 'tools/list')], [answer(1)])).toEqual([]);
});

test('notifications, answers of the host and junk are no requests; a cancelled request awaits no answer', () => {
  const cancel = line({ jsonrpc: '2.0', method: 'notifications/cancelled', params: { requestId: 1 } });
  const sent = [
    request(1),
    cancel,
    answer(5),
    line({ jsonrpc: '2.0', method: 'x' }),
    Buffer.from('"method" junk\n'),
  ];
  expect(after(sent, [])).toEqual([]);
});

test('only what does no harm twice is kept to be sent again; the era is remembered', () => {
  const inFlight = new InFlight();
  const modern = { _meta: { 'io.modelcontextprotocol/protocolVersion': '2026-07-28' } };
  inFlight.noteSent(request(1));
  inFlight.noteSent(request(2, 'tools/list', modern));
  inFlight.noteSent(request(3, 'somebody/elses'));
  expect(inFlight.takeAll()).toEqual([
    { id: 1, method: 'tools/call', isModern: false, line: undefined },
    { id: 2, method: 'tools/list', isModern: true, line: request(2, 'tools/list', modern).toString().trim() },
    { id: 3, method: 'somebody/elses', isModern: false, line: undefined },
  ]);
  expect(inFlight.takeAll()).toEqual([]);
});
