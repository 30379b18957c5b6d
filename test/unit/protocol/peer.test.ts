import { beforeEach, describe, expect, test } from 'vitest';
import type { JsonObject, Message } from '../../../src/protocol/json-rpc.ts';
import { Peer } from '../../../src/protocol/peer.ts';
import type { Wire } from '../../../src/protocol/wire.ts';
import type { Clock } from '../../../src/shared/clock.ts';

/** A wire that keeps what is sent, and a clock whose time the test moves. */
class TestWire implements Wire {
  readonly sent: Message[] = [];
  onMessage: Wire['onMessage'] = () => {};
  onInvalid: Wire['onInvalid'] = () => {};
  onClose: Wire['onClose'] = () => {};
  send(message: Message): void {
    this.sent.push(message);
  }
  async close(): Promise<void> {}
}

class TestClock implements Clock {
  #now = 0;
  readonly #timers = new Map<() => void, number>();
  now = (): number => this.#now;
  wallTime = (): number => this.#now;
  uptime = (): number => this.#now;
  after(delayMs: number, callback: () => void): () => void {
    this.#timers.set(callback, this.#now + delayMs);
    return () => this.#timers.delete(callback);
  }
  advance(ms: number): void {
    this.#now += ms;
    for (const [callback, at] of [...this.#timers]) {
      if (at > this.#now || !this.#timers.delete(callback)) continue;
      callback();
    }
  }
}

let wire: TestWire;
let clock: TestClock;
let peer: Peer;
let notified: string[];

beforeEach(() => {
  wire = new TestWire();
  clock = new TestClock();
  notified = [];
  peer = new Peer(
    wire,
    {
      request: async ({ method }) => ({ result: { method } }),
      notification: ({ method }) => notified.push(method),
      invalid: () => {},
      closed: () => {},
    },
    clock,
  );
});

const answer = (id: number, result: JsonObject = {}): void => wire.onMessage({ jsonrpc: '2.0', id, result });
const progress = (progressToken: unknown): void =>
  wire.onMessage({
    jsonrpc: '2.0',
    method: 'notifications/progress',
    params: { progressToken, progress: 1 },
  });

describe('a request', () => {
  test('is known by its id and its token also where these come back as texts', async () => {
    const heard: unknown[] = [];
    const sent = peer.request('one', undefined, { onProgress: (params) => heard.push(params.progress) });
    progress('1');
    wire.onMessage({ jsonrpc: '2.0', id: 'one', result: {} });
    wire.onMessage({ jsonrpc: '2.0', id: '1', result: { of: 'one' } });
    expect(await sent).toEqual({ of: 'one' });
    expect(heard).toEqual([1]);
    expect(peer.inFlight).toBe(0);
  });

  test('is resolved by its own answer, whatever comes before', async () => {
    const one = peer.request('one', undefined);
    const two = peer.request('two', undefined);
    answer(2, { of: 'two' });
    answer(99, { of: 'nobody' });
    answer(1, { of: 'one' });
    answer(1, { of: 'one again' });
    expect(await one).toEqual({ of: 'one' });
    expect(await two).toEqual({ of: 'two' });
  });

  test('never carries a foreign progress token, and its own only where progress is wanted', () => {
    void peer.request('quiet', { _meta: { progressToken: 'theirs', kept: true } });
    void peer.request('loud', { _meta: { progressToken: 'theirs' } }, { onProgress: () => {} });
    expect(wire.sent).toMatchObject([
      { params: { _meta: { kept: true } } },
      { params: { _meta: { progressToken: 2 } } },
    ]);
    expect(wire.sent[0]).not.toHaveProperty('params._meta.progressToken');
  });

  test('that is cancelled says so to the other side and takes no late answer', async () => {
    const cancel = new AbortController();
    const request = peer.request('slow', undefined, { signal: cancel.signal });
    cancel.abort();
    await expect(request).rejects.toMatchObject({ code: 'cancelled' });
    expect(wire.sent[1]).toMatchObject({ method: 'notifications/cancelled', params: { requestId: 1 } });
    answer(1);
    expect(peer.inFlight).toBe(0);
  });

  test('ends when silence lasts too long, which progress breaks but not for ever', async () => {
    const request = peer.request('slow', undefined, {
      timeoutMs: 100,
      maxTimeoutMs: 250,
      onProgress: () => {},
    });
    clock.advance(90);
    progress(1);
    clock.advance(90);
    progress(1);
    expect(peer.inFlight).toBe(1);
    clock.advance(90);
    await expect(request).rejects.toMatchObject({
      code: 'call_timed_out',
      hint: expect.stringContaining('may have run'),
    });
  });

  test('that is answered with something that goes on is told of progress until that ends', async () => {
    const seen: string[] = [];
    const ended = new AbortController();
    const goesOn = ({ task }: JsonObject) => (task ? ended.signal : undefined);
    const options = { goesOn, onProgress: () => seen.push('progress') };
    const [lasting, plain] = [peer.request('a', undefined, options), peer.request('b', undefined, options)];
    answer(1, { task: {} });
    answer(2, {});
    await Promise.all([lasting, plain]);
    progress(1);
    progress(2);
    expect(seen).toEqual(['progress']);
    ended.abort();
    progress(1);
    expect(seen).toEqual(['progress']);
  });

  test('that was under way when the connection was lost may have run; one after it was never sent', async () => {
    const request = peer.request('write', undefined);
    wire.onClose(new Error('gone'));
    await expect(request).rejects.toMatchObject({ code: 'call_interrupted' });
    await expect(peer.request('write', undefined)).rejects.toMatchObject({ code: 'server_unavailable' });
  });

  test('whose answer was no message fails at once', async () => {
    const request = peer.request('odd', undefined);
    wire.onInvalid({ error: { code: -32600, message: 'no result' }, id: null, answers: 1, excerpt: '' });
    await expect(request).rejects.toMatchObject({ code: 'call_interrupted' });
  });
});

test('a request of the other side that it cancels is not answered', async () => {
  wire.onMessage({ jsonrpc: '2.0', id: 'a', method: 'slow' });
  wire.onMessage({ jsonrpc: '2.0', method: 'notifications/cancelled', params: { requestId: 'a' } });
  await Promise.resolve();
  await Promise.resolve();
  expect(wire.sent).toEqual([]);
});

test('a number and a text that look alike are two ids', async () => {
  wire.onMessage({ jsonrpc: '2.0', id: 1, method: 'a' });
  wire.onMessage({ jsonrpc: '2.0', id: '1', method: 'b' });
  await expect.poll(() => wire.sent.length).toBe(2);
  expect(wire.sent).toMatchObject([
    { id: 1, result: { method: 'a' } },
    { id: '1', result: { method: 'b' } },
  ]);
});
