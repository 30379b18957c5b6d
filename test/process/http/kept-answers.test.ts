import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { isObject, type JsonObject } from '../../../src/protocol/json-rpc.ts';
import { command, stopDaemon } from '../../helpers/daemon.ts';
import { fixtureEntry } from '../../helpers/fixture-servers.ts';
import { HttpGateway } from '../../helpers/http.ts';
import { openSandbox, type Sandbox } from '../../helpers/sandbox.ts';

const CACHE = 'dev.trunkline/cache';
const SECRET = 'hunter2-hunter2';
const READ = 'notebook__read';
const ARGUMENT = 'a page that nobody else has';

let sandbox: Sandbox;
let gateway: HttpGateway;
/** The headers of a client of the legacy era, whose session is open. */
let session: Record<string, string>;
let pages = 0;
/** For each test one that was never read. */
let page: string;

beforeAll(async () => {
  sandbox = openSandbox();
  const notebook = { ...fixtureEntry('notebook'), readOnly: ['read'] };
  gateway = await HttpGateway.start(sandbox, {
    fixtures: ['modern'],
    servers: {
      notebook,
      other: notebook,
      echo: { ...fixtureEntry('echo'), readOnly: ['echo'], env: { API_TOKEN: SECRET } },
    },
    settings: {
      profiles: { blind: { servers: ['echo'] } },
      cache: { rules: [{ tools: ['*__read', '*__fail', 'echo__echo', 'modern__ask'], ttl: '10m' }] },
    },
  });
  session = await openSession();
  await gateway.modern('tools/list');
});
afterAll(async () => {
  await gateway.close();
  await stopDaemon(sandbox);
  await sandbox.close();
});
beforeEach(() => {
  page = `page ${++pages}`;
});

async function openSession(): Promise<Record<string, string>> {
  const clientInfo = { name: 'test', version: '1' };
  const params = { protocolVersion: '2025-11-25', capabilities: {}, clientInfo };
  const { headers } = await gateway.post({ jsonrpc: '2.0', id: 0, method: 'initialize', params });
  const opened = {
    'mcp-session-id': String(headers['mcp-session-id']),
    'mcp-protocol-version': '2025-11-25',
  };
  await gateway.post({ jsonrpc: '2.0', method: 'notifications/initialized' }, opened);
  return opened;
}

interface Called {
  readonly result: JsonObject;
  readonly text: string;
  readonly kept: unknown;
}

function called({ result }: JsonObject): Called {
  if (!isObject(result)) throw new Error('no result');
  const [block] = Array.isArray(result.content) ? result.content : [];
  return {
    result,
    text: String(block?.text),
    kept: isObject(result._meta) ? result._meta[CACHE] : undefined,
  };
}

async function legacy(name: string, args: JsonObject, meta: JsonObject = {}): Promise<Called> {
  const params = { name, arguments: args, _meta: meta };
  return called(
    (await gateway.post({ jsonrpc: '2.0', id: 1, method: 'tools/call', params }, session)).message,
  );
}

async function modern(name: string, args: JsonObject, meta: JsonObject = {}): Promise<Called> {
  return called((await gateway.modern('tools/call', { name, arguments: args }, { meta })).message);
}

const HIT = { hit: true, ttl: 600_000, stale: false, server: 'notebook' };

test('clients of both eras are given what was answered to either, with the mark and in their own form', async () => {
  const first = await legacy(READ, { page });
  expect(first.kept).toBeUndefined();
  const again = await legacy(READ, { page });
  expect(again).toMatchObject({ text: first.text, kept: HIT });
  expect(again.result).not.toHaveProperty('resultType');
  const elsewhere = await modern(READ, { page });
  expect(elsewhere).toMatchObject({ text: first.text, kept: HIT, result: { resultType: 'complete' } });
});

test('what a client of one era changes, a client of the other is told anew', async () => {
  await modern(READ, { page });
  await legacy('notebook__write', { page, content: 'one' });
  expect(await modern(READ, { page })).toMatchObject({
    kept: undefined,
    text: expect.stringContaining('one'),
  });
  await modern('notebook__write', { page, content: 'two' });
  expect(await legacy(READ, { page })).toMatchObject({ kept: undefined });
});

test.each([
  ['2026-07-28', modern, false],
  ['2025-11-25', legacy, false],
  ['2026-07-28, through call_tool,', modern, true],
  ['2025-11-25, through call_read_tool,', legacy, true],
])(
  'a client of %s asks for a fresh answer, which is kept, or goes round what is kept',
  async (_who, ask, isThrough) => {
    const args = { message: page };
    const metaTool = ask === modern ? 'call_tool' : 'call_read_tool';
    const [name, params] = isThrough
      ? [metaTool, { name: 'echo__echo', arguments: args }]
      : ['echo__echo', args];
    const kept = async (mode?: string): Promise<unknown> =>
      (await ask(name, params, mode === undefined ? {} : { [CACHE]: mode })).kept;
    expect(await kept('bypass')).toBeUndefined();
    expect(await kept('refresh')).toBeUndefined();
    expect(await kept()).toMatchObject({ hit: true });
    expect(await kept('refresh')).toBeUndefined();
    expect(await kept('bypass')).toBeUndefined();
    expect(await kept()).toMatchObject({ hit: true });
  },
);

test('call_tool, call_read_tool and call_tools give what is kept, and keep what they are answered', async () => {
  const call = { name: READ, arguments: { page } };
  const first = await legacy('call_read_tool', call);
  expect(first.kept).toBeUndefined();
  for (const name of ['call_read_tool', 'call_tool'])
    expect(await legacy(name, call)).toMatchObject({ text: first.text, kept: HIT });
  expect(await modern('call_read_tool', call)).toMatchObject({ text: first.text, kept: HIT });
  const batch = await legacy('call_tools', {
    calls: [
      { id: 'one', ...call },
      { id: 'two', ...call },
    ],
  });
  const reads = JSON.stringify(batch.result).match(/empty \(read \d+\)/g);
  expect(new Set(reads)).toEqual(new Set([first.text.slice(first.text.indexOf('empty'))]));
});

test('call_read_tool says no to what changes something before anything is looked up', async () => {
  const call = { name: 'notebook__write', arguments: { page, content: 'x' } };
  expect((await legacy('call_read_tool', call)).result.isError).toBe(true);
});

test('a resource is kept for as long as its server says, for both eras, and promises what is left of that', async () => {
  const params = { uri: 'notebook+note://page' };
  const request = { jsonrpc: '2.0', id: 1, method: 'resources/read', params };
  const first = (await gateway.post(request, session)).message.result as JsonObject;
  expect(first).not.toHaveProperty('_meta');
  const again = (await gateway.post(request, session)).message.result as JsonObject;
  expect(again).toMatchObject({ contents: first.contents, _meta: { [CACHE]: { hit: true, ttl: 60_000 } } });
  const elsewhere = (await gateway.modern('resources/read', params)).message.result as JsonObject;
  expect(elsewhere).toMatchObject({
    resultType: 'complete',
    contents: first.contents,
    cacheScope: 'private',
  });
  expect(elsewhere.ttlMs).toBeLessThan(60_000);
});

test('equal calls of equal servers have an answer each', async () => {
  await legacy('notebook__write', { page, content: 'mine' });
  await legacy(READ, { page });
  expect(await legacy('other__read', { page })).toMatchObject({
    kept: undefined,
    text: expect.stringContaining('empty'),
  });
  expect(await legacy('other__read', { page })).toMatchObject({ kept: { ...HIT, server: 'other' } });
});

test('who may not see a tool is not given what is kept of it: policy comes before the cache', async () => {
  await modern(READ, { page });
  const params = { name: READ, arguments: { page } };
  const { message } = await gateway.modern('tools/call', params, { path: '/mcp/blind' });
  const unknown = await gateway.modern(
    'tools/call',
    { ...params, name: 'notebook__no-such' },
    { path: '/mcp/blind' },
  );
  expect(message).toMatchObject({ error: { code: -32602 } });
  expect(unknown.message).toMatchObject({ error: { code: -32602 } });
});

test('neither a failure nor a question nor what continues one is kept', async () => {
  const failures = [await modern('notebook__fail', {}), await modern('notebook__fail', {})];
  expect(failures[0]?.text).not.toBe(failures[1]?.text);
  const capable = { 'io.modelcontextprotocol/clientCapabilities': { elicitation: { form: {} } } };
  const ask = async (more: JsonObject = {}): Promise<JsonObject> => {
    const params = { name: 'modern__ask', arguments: {}, ...more };
    return (await gateway.modern('tools/call', params, { meta: capable })).message.result as JsonObject;
  };
  const question = await ask();
  expect(question).toMatchObject({ resultType: 'input_required' });
  const [id = ''] = Object.keys(question.inputRequests as JsonObject);
  const { requestState } = question;
  for (const name of ['Ada', 'Bob']) {
    const inputResponses = { [id]: { action: 'accept', content: { name } } };
    expect(await ask({ inputResponses, requestState })).toMatchObject({
      content: [{ text: `Hello, ${name}!` }],
    });
  }
  expect(await ask()).toMatchObject({ resultType: 'input_required' });
});

test('what holds a secret of its server is asked for every time, and other answers of it are not', async () => {
  for (const ask of [modern, legacy, modern])
    expect(await ask('echo__echo', { message: `It is ${SECRET}.` })).toMatchObject({ kept: undefined });
  await modern('echo__echo', { message: 'It is not told.' });
  expect((await modern('echo__echo', { message: 'It is not told.' })).kept).toMatchObject({ hit: true });
});

test('everything that was done is counted, and neither a secret nor an argument lies on the disk', async () => {
  await modern(READ, { page: ARGUMENT.repeat(100), ms: 1 }, { [CACHE]: 'bypass' });
  await modern('notebook__fail', { page: ARGUMENT });
  await gateway.close();
  const report = JSON.parse(await command(sandbox, 'cache', 'stats', '--json')) as { tools: JsonObject[] };
  const of = (tool: string) => report.tools.find((each) => each.tool === tool);
  // Two for clients of both eras, three for the meta-tools, one for the batch, whose calls are one.
  expect(of(READ)).toMatchObject({ counts: { hits: 6, misses: 7, bypassed: 1, stale: 0 } });
  expect(of('notebook__fail')).toMatchObject({ counts: { hits: 0, misses: 3 } });
  expect(of('other__read')).toMatchObject({ counts: { hits: 1, misses: 1 } });
  const folder = join(sandbox.home, '.trunkline', 'state');
  const files = readdirSync(folder).filter((name) => statSync(join(folder, name)).isFile());
  const holding = (text: string): string[] =>
    files
      .filter((name) => readFileSync(join(folder, name)).includes(text))
      .map((name) => name.replace(/-.*/, ''));
  expect(holding('It is not told.')).toContain('cache.db');
  expect(holding(ARGUMENT)).not.toContain('cache.db');
  // Nor in the log, nor in what is kept of sessions: there is a mark in its place.
  expect(holding(SECRET)).toEqual([]);
  expect(holding('It is …')).toContain('trunkline.db');
});
