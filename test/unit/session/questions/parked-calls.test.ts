import { expect, test } from 'vitest';
import type { JsonObject } from '../../../../src/protocol/json-rpc.ts';
import { AskingCall } from '../../../../src/session/questions/asking-call.ts';
import { ParkedCalls } from '../../../../src/session/questions/parked-calls.ts';
import { ManualClock } from '../../store/manual-clock.ts';

const EXCHANGE = () => ({ signal: new AbortController().signal, onProgress: undefined, log: () => {} });
const BINDING = { principal: 'one', method: 'tools/call', params: { name: 'ask' } };
const WITHDRAWN = new AbortController().signal;

/** A call that asks twice in one breath, and answers with both answers. */
function askingTwice(): AskingCall {
  const call = new AskingCall();
  call.start(async () => ({
    answers: await Promise.all([
      call.ask('elicitation/create', { message: 'a' }, WITHDRAWN),
      call.ask('elicitation/create', { message: 'b' }, WITHDRAWN),
    ]),
  }));
  return call;
}

function repeated(result: JsonObject, inputResponses: JsonObject) {
  const params = { ...BINDING.params, requestState: result.requestState, inputResponses };
  return { ...BINDING, params };
}

test('questions asked in one breath are put together; one without an answer is asked again', async () => {
  const parked = new ParkedCalls(new ManualClock());
  const first = await parked.await(askingTwice(), BINDING, EXCHANGE());
  expect(first).toMatchObject({ resultType: 'input_required' });
  const [a = '', b = ''] = Object.keys(first.inputRequests as JsonObject);
  const second = await parked.resume(repeated(first, { [a]: { n: 1 } }), EXCHANGE());
  expect(Object.keys(second.inputRequests as JsonObject)).toEqual([b]);
  const last = await parked.resume(repeated(second, { [b]: { n: 2 } }), EXCHANGE());
  expect(last).toEqual({ answers: [{ n: 1 }, { n: 2 }] });
});

test('a call that nobody comes back for is cancelled, and its state is of no use then', async () => {
  const clock = new ManualClock();
  const parked = new ParkedCalls(clock);
  const call = askingTwice();
  const result = await parked.await(call, BINDING, EXCHANGE());
  clock.advance(5 * 60_000 + 1);
  expect(call.signal.aborted).toBe(true);
  expect(() => parked.resume(repeated(result, {}), EXCHANGE())).toThrow('unknown, used or expired');
});

test('another client can do nothing with a state', async () => {
  const parked = new ParkedCalls(new ManualClock());
  const result = await parked.await(askingTwice(), BINDING, EXCHANGE());
  const foreign = { ...repeated(result, {}), principal: 'two' };
  expect(() => parked.resume(foreign, EXCHANGE())).toThrow('unknown, used or expired');
});

test('a client that cancels a request that waits cancels its call', async () => {
  const parked = new ParkedCalls(new ManualClock());
  const call = new AskingCall();
  call.start(() => new Promise(() => {}));
  const controller = new AbortController();
  void parked.await(call, BINDING, { ...EXCHANGE(), signal: controller.signal });
  controller.abort();
  expect(call.signal.aborted).toBe(true);
});

test('a client has only so many calls waiting', async () => {
  const parked = new ParkedCalls(new ManualClock());
  for (let n = 0; n < 100; n++) await parked.await(askingTwice(), BINDING, EXCHANGE());
  await expect(parked.await(askingTwice(), BINDING, EXCHANGE())).rejects.toThrow('Too many calls');
  parked.close();
});
