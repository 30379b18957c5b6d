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

/** Parks a call of a client. */
const park = (parked: ParkedCalls, principal: string) => {
  const call = askingTwice();
  return { call, parked: parked.await(call, { ...BINDING, principal }, EXCHANGE()) };
};

test('a client has only so many calls waiting; the next is refused and cancelled, and another client’s is not', async () => {
  const parked = new ParkedCalls(new ManualClock());
  for (let n = 0; n < 100; n++) await park(parked, 'one').parked;
  const refused = park(parked, 'one');
  await expect(refused.parked).rejects.toThrow('Too many calls');
  expect(refused.call.signal.aborted).toBe(true);
  expect(await park(parked, 'two').parked).toMatchObject({ resultType: 'input_required' });
  parked.close();
});

test('all clients together have only so many, and there is room again once some have expired', async () => {
  const clock = new ManualClock();
  const parked = new ParkedCalls(clock);
  const waiting = await Promise.all(
    Array.from({ length: 1_000 }, async (_, n) => {
      const { call, parked: result } = park(parked, `client ${n % 20}`);
      await result;
      return call;
    }),
  );
  await expect(park(parked, 'late').parked).rejects.toThrow('Too many calls');
  clock.advance(5 * 60_000 + 1);
  expect(waiting.every(({ signal }) => signal.aborted)).toBe(true);
  expect(await park(parked, 'late').parked).toMatchObject({ resultType: 'input_required' });
  parked.close();
});

test.each([
  ['another call', 0],
  ['a later end', 1],
  ['another signature', 2],
])('a state that was changed is of no use: %s', async (_what, part) => {
  const parked = new ParkedCalls(new ManualClock());
  const results = [await park(parked, 'one').parked, await park(parked, 'one').parked];
  const [state = [], other = []] = results.map(({ requestState }) =>
    String(requestState).replace('trunkline.', '').split('.'),
  );
  const changed = part === 1 ? String(Number(state[1]) + 60_000) : other[part];
  const requestState = `trunkline.${state.with(part, String(changed)).join('.')}`;
  expect(() => parked.resume(repeated({ requestState }, {}), EXCHANGE())).toThrow('unknown, used or expired');
  parked.close();
});
