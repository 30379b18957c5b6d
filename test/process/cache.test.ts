import { existsSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { JsonObject } from '../../src/protocol/json-rpc.ts';
import { command, connectThroughDaemon, stopDaemon } from '../helpers/daemon.ts';
import { callNotebook, connectReader } from '../helpers/notebook.ts';
import { openSandbox, type Sandbox } from '../helpers/sandbox.ts';

const RULES = [{ tools: ['notebook__read', 'notebook__fail'], ttl: '10m' }];
const settings = (cache: object = {}) => ({ exposure: 'full', cache: { rules: RULES, ...cache } });

let sandbox: Sandbox;
let host: Client;
const stateFile = (name: string): string => join(sandbox.home, '.trunkline', 'state', name);

beforeEach(() => {
  sandbox = openSandbox();
});
afterEach(() => sandbox.close());

async function connect(cache: object = {}): Promise<void> {
  host = await connectReader(sandbox, { rules: RULES, ...cache });
}

const call = (tool: string, args: object = {}, meta?: object) => callNotebook(host, tool, { args, meta });

test('without rules nothing is kept, whatever tools say of themselves', async () => {
  await connect({ rules: [] });
  await call('read', { page: 'a' });
  expect(await call('read', { page: 'a' })).toEqual({ text: 'a: empty (read 2)', kept: undefined });
  await host.close();
});

test('answers outlive the process, in a private file', async () => {
  await connect();
  await call('read', { page: 'a' });
  await host.close();
  await connect();
  expect(await call('read', { page: 'a' })).toMatchObject({ text: 'a: empty (read 1)', kept: { hit: true } });
  expect(statSync(stateFile('cache.db')).mode & 0o777).toBe(0o600);
  await host.close();
});

test.each([
  ['what a server may have known from its memory ends with its process', false, 'a: empty (read 1)'],
  ['what outlasts the process by its rule is kept beyond it', true, 'a: one (read 1)'],
])('%s', async (_what, durable, text) => {
  const rules = [{ ...RULES[0], durable }];
  await connect({ rules });
  await call('write', { page: 'a', content: 'one' });
  await call('read', { page: 'a' });
  expect((await call('read', { page: 'a' })).kept).toMatchObject({ hit: true });
  await host.close();
  await connect({ rules });
  expect(await call('read', { page: 'a' })).toMatchObject({ text });
  await host.close();
});

test('a write in one process is seen by another that shares the file', async () => {
  await connect();
  await call('read', { page: 'a' });
  const first = host;
  await connect();
  await call('read', { page: 'a' });
  await call('write', { page: 'a', content: 'x' });
  const second = host;
  host = first;
  expect((await call('read', { page: 'a' })).kept).toBeUndefined();
  await Promise.all([first.close(), second.close()]);
});

test('what a standalone process saw and kept, the command line tells, and clears', async () => {
  await connect();
  await call('read', { page: 'a' });
  await call('read', { page: 'a' });
  await call('peek', { page: 'a' });
  await call('peek', { page: 'a' });
  await host.close();
  const report = JSON.parse(await command(sandbox, 'cache', 'stats', '--json'));
  const of = (tool: string) => report.tools.find((each: { tool: string }) => each.tool === tool);
  expect(of('notebook__read')).toMatchObject({ counts: { hits: 1, misses: 1 }, rule: { ttlMs: 600_000 } });
  expect(of('notebook__peek')).toMatchObject({ counts: { bypassed: 2 }, advice: { calls: 2, repeats: 1 } });
  expect(await command(sandbox, 'cache', 'stats')).toContain('notebook (all)');
  expect(await command(sandbox, 'cache', 'advise')).toContain('notebook__peek');
  expect(await command(sandbox, 'cache', 'inspect', 'notebook__read')).toContain('notebook__read');
  expect(await command(sandbox, 'cache', 'clear', 'notebook')).toContain('not given again');
  await stopDaemon(sandbox);
  await connect();
  expect((await call('read', { page: 'a' })).kept).toBeUndefined();
  await host.close();
});

test('through the daemon every way to a tool is answered alike', async () => {
  const raw = await connectThroughDaemon(sandbox, { fixtures: ['notebook'], settings: settings() });
  await raw.request('tools/list');
  const read = { name: 'notebook__read', arguments: { page: 'a' } };
  const via = async (name: string, args: object): Promise<JsonObject> =>
    (await raw.request('tools/call', { name, arguments: { ...args } })).result as JsonObject;
  const isHit = (result: JsonObject) => JSON.stringify(result).includes('"hit":true');
  expect(isHit(await via(read.name, read.arguments))).toBe(false);
  expect(isHit(await via(read.name, read.arguments))).toBe(true);
  expect(isHit(await via('call_tool', read))).toBe(true);
  const batch = await via('call_tools', { calls: [{ id: 'one', ...read }] });
  expect(JSON.stringify(batch)).toContain('(read 1)');
  const inspected = await command(sandbox, 'cache', 'inspect', 'notebook__read');
  expect(inspected).toContain("In the daemon's memory:");
  await raw.close();
  await stopDaemon(sandbox);
});

describe('calls go on', () => {
  test('where the file was corrupt, which is set aside', async () => {
    await connect();
    await call('read', { page: 'a' });
    await host.close();
    for (const suffix of ['-wal', '-shm']) rmSync(stateFile(`cache.db${suffix}`), { force: true });
    writeFileSync(stateFile('cache.db'), Buffer.alloc(8_192, 'x'));
    await connect();
    expect((await call('read', { page: 'a' })).kept).toBeUndefined();
    expect((await call('read', { page: 'a' })).kept).toMatchObject({ hit: true });
    expect(readdirSync(stateFile('')).some((name) => name.startsWith('cache.db.corrupt-'))).toBe(true);
    await host.close();
  });

  test('where the file is deleted while it is open', async () => {
    await connect();
    await call('read', { page: 'a' });
    for (const suffix of ['', '-wal', '-shm']) rmSync(stateFile(`cache.db${suffix}`), { force: true });
    await call('write', { page: 'a', content: 'one' });
    expect((await call('read', { page: 'a' })).text).toBe('a: one (read 2)');
    // That the file is gone is noticed within a second; what was kept in it until then is lost.
    const isKept = async () => (await call('read', { page: 'a' })).kept !== undefined;
    await expect.poll(isKept, { timeout: 10_000 }).toBe(true);
    expect((await call('read', { page: 'a' })).text).toContain('a: one');
    await host.close();
  });

  test('where nothing can be stored at all', async () => {
    await connect({ store: 'sqlite:/proc/no/such/cache.db' });
    await call('read', { page: 'a' });
    expect((await call('read', { page: 'a' })).kept).toMatchObject({ hit: true });
    await host.close();
  });

  test('where the remote store cannot be reached', async () => {
    await connect({ store: 'redis://127.0.0.1:1' });
    expect(await call('read', { page: 'a' })).toEqual({ text: 'a: empty (read 1)', kept: undefined });
    expect(await call('read', { page: 'a' })).toEqual({ text: 'a: empty (read 2)', kept: undefined });
    expect(existsSync(stateFile('cache.db'))).toBe(false);
    await host.close();
  });
});
