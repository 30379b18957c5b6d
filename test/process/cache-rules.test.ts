import type { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { CACHE_META, callNotebook, connectReader } from '../helpers/notebook.ts';
import { openSandbox, type Sandbox } from '../helpers/sandbox.ts';

let sandbox: Sandbox;
let host: Client;
let pages = 0;
/** For each test one that was never read. */
let page: string;

/** One host for all tests of a describe. */
function withHost(cache: object): void {
  beforeAll(async () => {
    sandbox = openSandbox();
    host = await connectReader(sandbox, cache);
  });
  afterAll(async () => {
    await host.close();
    await sandbox.close();
  });
  beforeEach(() => {
    page = `page-${++pages}`;
  });
}

const call = (tool: string, args: object = {}, meta?: object) => callNotebook(host, tool, { args, meta });

const HIT = { hit: true };

describe('a tool that a rule names', () => {
  withHost({ rules: [{ tools: ['notebook__read', 'notebook__fail'], ttl: '10m' }] });

  test('is answered again without its server, and the answer says so', async () => {
    const first = await call('read', { page });
    const again = await call('read', { page });
    expect(first.kept).toBeUndefined();
    expect(again.text).toBe(first.text);
    expect(again.kept).toMatchObject({ ...HIT, ttl: 600_000, stale: false, server: 'notebook' });
  });

  test('has an answer of its own for other arguments', async () => {
    await call('read', { page });
    expect(await call('read', { page: `${page} too` })).toMatchObject({
      text: expect.stringContaining('too: empty'),
      kept: undefined,
    });
  });

  test('is never answered from before a write', async () => {
    await call('read', { page });
    await call('write', { page, content: 'one' });
    expect(await call('read', { page })).toMatchObject({
      text: expect.stringContaining(': one'),
      kept: undefined,
    });
  });

  test('is asked again after a call that only says of itself that it reads', async () => {
    await call('read', { page });
    await call('peek', { page });
    expect((await call('read', { page })).kept).toBeUndefined();
  });

  test('is asked again after it has said that something changed', async () => {
    await call('read', { page });
    await call('announce');
    expect((await call('read', { page })).kept).toBeUndefined();
  });

  test('whose answer is a failure is asked every time', async () => {
    expect((await call('fail')).text).not.toBe((await call('fail')).text);
  });

  test('is asked once for equal calls at once', async () => {
    const answers = await Promise.all(Array.from({ length: 5 }, () => call('read', { page, ms: 50 })));
    expect(new Set(answers.map(({ text }) => text)).size).toBe(1);
  });

  test('is asked where the caller wants a fresh answer, which is then kept', async () => {
    const first = await call('read', { page });
    const fresh = await call('read', { page }, { [CACHE_META]: 'refresh' });
    expect(fresh.text).not.toBe(first.text);
    expect(await call('read', { page })).toMatchObject({ text: fresh.text, kept: HIT });
    expect((await call('read', { page }, { [CACHE_META]: 'bypass' })).text).not.toBe(fresh.text);
    expect(await call('read', { page })).toMatchObject({ text: fresh.text, kept: HIT });
  });
});

describe('where rules say what answers and changes are about', () => {
  withHost({
    rules: [{ tools: ['notebook__read'], about: 'page', ttl: '10m' }],
    changes: [{ tools: ['notebook__write'], about: 'page' }],
  });

  test('a change makes old what is about the same, and no more', async () => {
    await call('read', { page: `notes/${page}` });
    await call('read', { page: 'notes/other' });
    await call('write', { page: `./notes/${page}`, content: 'one' });
    expect((await call('read', { page: 'notes/other' })).kept).toMatchObject(HIT);
    expect((await call('read', { page: `notes/${page}` })).kept).toBeUndefined();
  });

  test('any other change makes everything old', async () => {
    await call('read', { page });
    await call('announce');
    expect((await call('read', { page })).kept).toBeUndefined();
  });
});
