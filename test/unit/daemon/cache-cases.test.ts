import { readFileSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { JsonObject } from '../../../src/protocol/json-rpc.ts';
import type { Peer } from '../../../src/protocol/peer.ts';
import { call, GatewayWorld, got, settle } from './gateway-world.ts';

const RULE = { tools: ['notebook__read', 'notebook__odd', 'notebook__fail'], ttl: '10m' };
const CACHE = { rules: [RULE] };
const MINUTE_MS = 60_000;

let world: GatewayWorld;
let host: Peer;

beforeEach(() => {
  world = new GatewayWorld();
});
afterEach(() => world.close());

async function open(cache: object = CACHE, server: object = {}): Promise<void> {
  await world.open({ cache, server });
  host = await world.connect();
}

const isKept = async (tool: string, args: JsonObject = {}): Promise<boolean> => {
  await call(host, tool, args);
  return (await call(host, tool, args)).kept !== undefined;
};

describe('never kept are', () => {
  test.each<[string, JsonObject]>([
    ['errors', { isError: true }],
    ['questions', { resultType: 'input_required', requestState: 's' }],
    ['handles of tasks', { task: { taskId: 't' } }],
    ['answers of tasks', { _meta: { 'io.modelcontextprotocol/related-task': { taskId: 't' } } }],
  ])('%s', async (_, answer) => {
    await open();
    world.notebook.oddAnswer = answer;
    expect((await call(host, 'odd')).kept).toBeUndefined();
    const asked = world.notebook.reads;
    expect((await call(host, 'odd')).kept).toBeUndefined();
    expect(world.notebook.reads).toBeGreaterThan(asked);
  });

  test('answers of tools that no rule names, whatever they say of themselves', async () => {
    await open();
    expect(await isKept('peek')).toBe(false);
    expect(await isKept('write')).toBe(false);
  });

  test('answers that hold a secret of the configuration, nor is it in the file', async () => {
    await open(CACHE, { env: { NOTEBOOK_TOKEN: 's3cr3t"value' } });
    world.notebook.pages.set('a', 'the token is s3cr3t"value');
    expect(await isKept('read', { page: 'a' })).toBe(false);
    expect(await isKept('read', { page: 'password-in-an-argument' })).toBe(true);
    await world.store.flush();
    world.connection?.exec('PRAGMA wal_checkpoint(TRUNCATE)');
    const file = readFileSync(world.cacheFile, 'latin1');
    expect(file).not.toContain('s3cr3t');
    expect(file).toContain('notebook__read');
  });

  test('answers larger than the limit', async () => {
    await open({ ...CACHE, maxItemBytes: 1_024 });
    world.notebook.pages.set('a', 'x'.repeat(2_000));
    expect(await isKept('read', { page: 'a' })).toBe(false);
  });

  test('answers that came while a write was under way', async () => {
    await open();
    const gate = Promise.withResolvers<void>();
    world.notebook.gate = gate.promise;
    const slow = call(host, 'read', { page: 'a' });
    await settle();
    await call(host, 'write', { page: 'a', content: 'new' });
    gate.resolve();
    await slow;
    expect((await call(host, 'read', { page: 'a' })).kept).toBeUndefined();
  });
});

test('after a call that nobody saw end, nothing of its server is kept until it must have ended', async () => {
  await open();
  world.notebook.gate = new Promise(() => {});
  const cancel = new AbortController();
  const slow = call(host, 'slow', {}, { signal: cancel.signal });
  await settle();
  cancel.abort();
  await expect(slow).rejects.toThrow('cancelled');
  world.notebook.gate = undefined;
  expect(await isKept('read')).toBe(false);
  world.clock.advance(5 * MINUTE_MS);
  expect(await isKept('read')).toBe(true);
});

test('what was kept by a rule holds no longer than the rule that is in force now', async () => {
  await open();
  expect(await isKept('read')).toBe(true);
  await world.restart({ cache: { rules: [{ ...RULE, ttl: '30s' }] } });
  host = await world.connect();
  expect((await call(host, 'read')).kept).toMatchObject({ ttl: 30_000 });
  world.clock.advance(30_000);
  expect((await call(host, 'read')).kept).toBeUndefined();
});

test('policy is asked before the cache: who may not see a tool any more gets no kept answer of it', async () => {
  await open();
  expect(await isKept('read')).toBe(true);
  await world.reconfigure({ cache: CACHE, server: { hide: ['read'] } });
  await expect(call(host, 'read')).rejects.toThrow('Unknown tool');
});

test('a server that is defined otherwise has answers of its own', async () => {
  await open();
  expect(await isKept('read')).toBe(true);
  await world.reconfigure({ cache: CACHE, server: { args: ['--other'] } });
  expect((await call(host, 'read')).kept).toBeUndefined();
});

test('a kept answer says whose it is, and all of a server can be forgotten', async () => {
  await open();
  expect(await isKept('read')).toBe(true);
  world.clock.advance(1_500);
  expect((await call(host, 'read')).kept).toEqual({
    hit: true,
    age: 1_500,
    ttl: 10 * MINUTE_MS,
    stale: false,
    server: 'notebook',
  });
  await world.cache.clear('notebook');
  expect((await call(host, 'read')).kept).toBeUndefined();
});

test('what a server may know from its memory holds while it runs, and it runs while that is asked for', async () => {
  await open({ rules: [{ ...RULE, ttl: '1d' }] }, { idleTimeout: '5m' });
  await call(host, 'write', { page: 'a', content: 'new' });
  await call(host, 'read', { page: 'a' });
  for (let i = 0; i < 10; i++) {
    world.clock.advance(2 * MINUTE_MS);
    await settle();
    expect((await call(host, 'read', { page: 'a' })).kept).toMatchObject({ hit: true });
  }
  for (let i = 0; i < 3; i++) world.clock.advance(2 * MINUTE_MS);
  await settle();
  expect((await call(host, 'read', { page: 'a' })).kept).toBeUndefined();
});

test('a tool that says of itself that it only reads is never believed, also where rules are learned', async () => {
  await open({ learn: true });
  for (let i = 0; i < 40; i++) {
    expect((await call(host, 'read')).kept).toBeUndefined();
    world.clock.advance(5 * MINUTE_MS);
  }
});

describe('a rule', () => {
  test('is learned for a tool that policy knows to read, and dropped where it was wrong', async () => {
    await open({ learn: true }, { readOnly: ['read'] });
    const answer = () => {
      world.notebook.reads = 0; // it counts its answers, which would make each another one
      return call(host, 'read');
    };
    for (let i = 0; i < 30; i++) {
      await answer();
      world.clock.advance(5 * MINUTE_MS);
    }
    await answer();
    expect((await answer()).kept).toMatchObject({ hit: true });
    world.notebook.pages.set('', 'changed behind our back');
    for (let i = 0; i < 25; i++) await answer();
    await settle();
    expect((await answer()).text).toContain('changed behind our back');
    const told = world.log.lines.filter((line) => line.includes('learned'));
    expect(told[0]).toBe('info: a cache rule was learned');
    expect(told.at(-1)).toBe('warn: a learned cache rule was wrong and is dropped');
  });

  test('may look at some arguments only', async () => {
    await open({ rules: [{ ...RULE, vary: ['page'] }] });
    await call(host, 'read', { page: 'a', trace: 1 });
    expect((await call(host, 'read', { page: 'a', trace: 2 })).kept).toBeDefined();
    expect((await call(host, 'read', { page: 'b', trace: 2 })).kept).toBeUndefined();
  });

  test('may name a tag of the user, under which its answers are forgotten', async () => {
    await open({ rules: [{ ...RULE, invalidatedBy: ['nightly'] }] });
    expect(await isKept('read')).toBe(true);
    await world.cache.clear('nightly');
    expect((await call(host, 'read')).kept).toBeUndefined();
  });

  test('may give an old answer while a new one is fetched', async () => {
    await open({ rules: [{ ...RULE, ttl: '1m', staleWhileRevalidate: '1m' }] });
    await call(host, 'read');
    world.clock.advance(90_000);
    const stale = await call(host, 'read');
    expect(stale.text).toContain('read 1');
    expect(stale.kept).toMatchObject({ stale: true, age: 90_000 });
    await settle();
    expect(await call(host, 'read')).toMatchObject({
      text: expect.stringContaining('read 2'),
      kept: { stale: false },
    });
  });
});

describe('resources/read', () => {
  const read = async () => {
    const result = await host.request('resources/read', { uri: 'notebook+note://a' });
    return { ...got(result), ttlMs: result.ttlMs };
  };

  test('is kept for as long as the server says, and promises what is left of that', async () => {
    await open({});
    world.notebook.hints = { ttlMs: MINUTE_MS, cacheScope: 'private' };
    expect(await read()).toEqual({ text: 'resource (read 1)', kept: undefined, ttlMs: MINUTE_MS });
    world.clock.advance(20_000);
    expect(await read()).toMatchObject({ text: 'resource (read 1)', kept: { hit: true }, ttlMs: 40_000 });
    world.clock.advance(40_000);
    expect((await read()).text).toBe('resource (read 2)');
  });

  test.each([[{}], [{ ttlMs: 0 }], [{ ttlMs: -5 }], [{ ttlMs: '60000' }]])(
    'is not kept where the server says %j',
    async (hints) => {
      await open({});
      world.notebook.hints = hints;
      await read();
      expect((await read()).text).toBe('resource (read 2)');
    },
  );

  test('is asked anew once the server says that it was updated, or is written to', async () => {
    await open({});
    world.notebook.hints = { ttlMs: MINUTE_MS };
    await read();
    expect((await read()).kept).toBeDefined();
    world.notebook.notify('notifications/resources/updated', { uri: 'note://a' });
    await settle();
    expect((await read()).kept).toBeUndefined();
    expect((await read()).kept).toBeDefined();
    await call(host, 'write', { page: 'a', content: 'x' });
    expect((await read()).kept).toBeUndefined();
  });
});

describe('equal reads at once', () => {
  test('are one, which ends only when all who wait for it have cancelled', async () => {
    await open();
    const other = await world.connect();
    const gate = Promise.withResolvers<void>();
    world.notebook.gate = gate.promise;
    const [one, two] = [new AbortController(), new AbortController()];
    const first = call(host, 'read', {}, { signal: one.signal });
    const second = call(other, 'read', {}, { signal: two.signal });
    await settle();
    expect(world.notebook.reads).toBe(1);
    one.abort();
    await expect(first).rejects.toThrow('cancelled');
    await settle();
    expect(world.notebook.cancelled).toBe(0);
    gate.resolve();
    expect((await second).text).toContain('read 1');
  });

  test('are cancelled at the server with the last of them', async () => {
    await open();
    world.notebook.gate = new Promise(() => {});
    const cancel = new AbortController();
    const calls = [1, 2].map(() => call(host, 'read', {}, { signal: cancel.signal }));
    await settle();
    cancel.abort();
    await Promise.allSettled(calls);
    await settle();
    expect(world.notebook).toMatchObject({ reads: 1, cancelled: 1 });
  });
});

test('answers of the same moment are told apart', async () => {
  await open();
  const pages = Array.from({ length: 50 }, (_, index) => `page ${index}`);
  await Promise.all(pages.map((page) => call(host, 'read', { page })));
  const again = await Promise.all(pages.map((page) => call(host, 'read', { page })));
  expect(again.every(({ kept }) => kept)).toBe(true);
  again.forEach(({ text }, index) => {
    expect(text).toContain(`page ${index}: `);
  });
});

test('in two workspaces answers are apart', async () => {
  await open();
  const elsewhere = await world.connect('/elsewhere');
  await call(host, 'read');
  expect((await call(elsewhere, 'read')).kept).toBeUndefined();
  expect((await call(elsewhere, 'read')).kept).toBeDefined();
});
