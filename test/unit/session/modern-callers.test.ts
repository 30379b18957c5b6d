import { beforeEach, expect, test } from 'vitest';
import type { Caller } from '../../../src/downstream/caller.ts';
import type { JsonObject } from '../../../src/protocol/json-rpc.ts';
import { ModernCallers } from '../../../src/session/modern-callers.ts';

let released: Caller[];
let callers: ModernCallers;

beforeEach(() => {
  released = [];
  callers = new ModernCallers({ workspace: '', release: (caller) => released.push(caller) });
});

const ends = { ask: async () => ({}), log: () => {} };
const ofKind = (n: number, meta: JsonObject = {}) =>
  callers.ofRequest({ 'io.modelcontextprotocol/clientCapabilities': { kind: n }, ...meta }, ends);
const seeMany = (from: number, count: number): void => {
  for (let n = from; n < from + count; n++) ofKind(n);
};

test('requests that declare the same use the same connections, others do not', () => {
  expect(ofKind(1).owner).toBe(ofKind(1).owner);
  expect(ofKind(1).owner).not.toBe(ofKind(2).owner);
});

test('beyond 200 kinds the one that was silent longest is released, once', () => {
  const [first, second] = [ofKind(0).owner, ofKind(1).owner];
  seeMany(2, 198);
  ofKind(0);
  ofKind(200);
  expect(released).toEqual([second]);
  expect(ofKind(0).owner).toBe(first);
});

test('one on whose behalf something runs is never released, however many come', async () => {
  const { promise, resolve } = Promise.withResolvers<void>();
  const live = ofKind(0);
  const running = callers.hold(live, () => promise);
  seeMany(1, 500);
  expect(released).not.toContain(live.owner);
  expect(ofKind(0).owner).toBe(live.owner);
  resolve();
  await running;
  seeMany(501, 300);
  expect(released).toContain(live.owner);
});

test('one whose request has failed is not kept for it', async () => {
  const failed = ofKind(0);
  await expect(callers.hold(failed, () => Promise.reject(new Error('no')))).rejects.toThrow('no');
  seeMany(1, 200);
  expect(released).toContain(failed.owner);
});

test('at the end each is released once', () => {
  seeMany(0, 300);
  callers.close();
  callers.close();
  expect(new Set(released).size).toBe(300);
  expect(released).toHaveLength(300);
});

test('log messages reach a request only where it asked for them, and at its level', () => {
  const logged: JsonObject[] = [];
  const meta = {
    'io.modelcontextprotocol/clientCapabilities': {},
    'io.modelcontextprotocol/logLevel': 'warning',
  };
  const wanting = callers.ofRequest(meta, { ...ends, log: (params) => logged.push(params) });
  const silent = callers.ofRequest(
    { ...meta, 'io.modelcontextprotocol/logLevel': undefined },
    { ...ends, log: (params) => logged.push(params) },
  );
  for (const level of ['info', 'error'])
    for (const caller of [wanting, silent]) caller.notify('server', 'notifications/message', { level });
  expect(logged).toEqual([{ level: 'error' }]);
});
