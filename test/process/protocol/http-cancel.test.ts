import { once } from 'node:events';
import { type ClientRequest, request as httpRequest } from 'node:http';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { JsonObject } from '../../../src/protocol/json-rpc.ts';
import { matrixEntry } from '../../helpers/fixture-servers.ts';
import { HttpGateway, MODERN_META } from '../../helpers/http.ts';
import { legacyAnswer, RemoteServer } from '../../helpers/remote-server.ts';
import { openSandbox, type Sandbox } from '../../helpers/sandbox.ts';

/** What a server hears of it when a client over HTTP goes away in the middle of a call. */
let sandbox: Sandbox;
let gateway: HttpGateway;
let remote: RemoteServer;
/** A legacy one, with a resource. */
let old: RemoteServer;
/** Calls that `remote` has left open, and how many of them were closed by us. */
let open = 0;
let closed = 0;

beforeAll(async () => {
  sandbox = openSandbox();
  remote = await RemoteServer.start({
    answer: ({ message: { method }, response }) => {
      const complete = { resultType: 'complete', ttlMs: 60_000, cacheScope: 'public' };
      const tools = [{ name: 'wait', inputSchema: { type: 'object', properties: {} } }];
      if (method === 'server/discover')
        return { result: { ...complete, supportedVersions: ['2026-07-28'], capabilities: { tools: {} } } };
      if (method === 'tools/list') return { result: { ...complete, tools } };
      if (method !== 'tools/call') return { error: { code: -32601, message: 'no' } };
      open++;
      response.once('close', () => closed++);
      return undefined;
    },
  });
  old = await RemoteServer.start({
    answer: (exchange) => {
      const { method, params } = exchange.message;
      const capabilities = { tools: {}, resources: { subscribe: true } };
      const serverInfo = { name: 'old', version: '1' };
      if (method === 'initialize')
        return { result: { protocolVersion: params?.protocolVersion, capabilities, serverInfo } };
      if (method.startsWith('resources/')) return { result: { resources: [], resourceTemplates: [] } };
      return legacyAnswer(exchange);
    },
  });
  gateway = await HttpGateway.start(sandbox, {
    servers: {
      legacy: matrixEntry('legacy'),
      modern: matrixEntry('modern'),
      remote: { url: remote.url, era: 'modern' },
      old: { url: old.url, era: 'legacy' },
    },
  });
});
afterAll(async () => {
  await gateway.close();
  remote.close();
  old.close();
  await sandbox.close();
});

const VERSION = { 'mcp-protocol-version': '2026-07-28', 'mcp-method': 'tools/call' };

/** Begins a request that would last for ever. */
function beginRequest(method: string, params: JsonObject, headers: Record<string, string>): ClientRequest {
  const common = { 'content-type': 'application/json', accept: 'application/json, text/event-stream' };
  const { port } = gateway.url;
  const sent = httpRequest({
    port,
    host: '127.0.0.1',
    method: 'POST',
    path: '/mcp',
    headers: { ...common, ...headers },
  });
  sent.on('error', () => {}); // it is cut by the test
  sent.end(JSON.stringify({ jsonrpc: '2.0', id: 7, method, params }));
  return sent;
}

const begin = (name: string, headers: Record<string, string>, params: JsonObject): ClientRequest =>
  beginRequest('tools/call', { name, arguments: {}, ...params }, headers);

const beginModern = (name: string): ClientRequest =>
  begin(name, { ...VERSION, 'mcp-name': name }, { _meta: MODERN_META });

async function textOf(name: string): Promise<string> {
  const { message } = await gateway.modern('tools/call', { name, arguments: {} });
  return (message.result as { content: { text: string }[] }).content[0]?.text ?? '';
}

/** Calls of `wait` that a server over stdio was told are cancelled. */
const cancellations = async (server: string): Promise<number> =>
  Number(await textOf(`${server}__cancellations`));
/** Calls of `wait` that it runs. */
const waiting = async (server: string): Promise<number> => Number(await textOf(`${server}__waiting`));

test.each(['legacy', 'modern'])(
  'a modern client that closes its stream cancels the call at a %s server, which is told so, once',
  async (server) => {
    const [one, other] = [beginModern(`${server}__wait`), beginModern(`${server}__wait`)];
    await expect.poll(() => waiting(server)).toBe(2);
    one.destroy();
    await expect.poll(() => cancellations(server)).toBe(1);
    expect(await waiting(server)).toBe(1);
    other.destroy();
    await expect.poll(() => cancellations(server)).toBe(2);
  },
);

test('a modern server over HTTP is told by the end of its own stream', async () => {
  const call = beginModern('remote__wait');
  await expect.poll(() => open).toBe(1);
  call.destroy();
  await expect.poll(() => closed).toBe(1);
  expect(remote.count('notifications/cancelled')).toBe(0);
});

test('a legacy client that loses its stream cancels nothing; one that says so does, and so does the end of its session', async () => {
  const params = { protocolVersion: '2025-11-25', capabilities: {}, clientInfo: { name: 'c', version: '1' } };
  const hello = await gateway.post({ jsonrpc: '2.0', id: 1, method: 'initialize', params });
  const session = { 'mcp-session-id': String(hello.headers['mcp-session-id']) };
  const before = await cancellations('legacy');
  const lost = begin('legacy__wait', session, {});
  await expect.poll(() => waiting('legacy')).toBe(1);
  lost.destroy();
  const ping = { jsonrpc: '2.0', id: 2, method: 'ping' };
  for (let n = 0; n < 20; n++) await gateway.post(ping, session);
  expect([await waiting('legacy'), await cancellations('legacy')]).toEqual([1, before]);

  const cancel = { jsonrpc: '2.0', method: 'notifications/cancelled', params: { requestId: 7 } };
  expect((await gateway.post(cancel, session)).status).toBe(202);
  await expect.poll(() => cancellations('legacy')).toBe(before + 1);

  const abandoned = begin('legacy__wait', session, {});
  await expect.poll(() => waiting('legacy')).toBe(1);
  expect((await gateway.send('DELETE', { headers: session })).status).toBe(200);
  await expect.poll(() => cancellations('legacy')).toBe(before + 2);
  abandoned.destroy();
});

test('a client of 2024-11-05 that closes its stream has ended its session, and cancels with it', async () => {
  const before = await cancellations('legacy');
  const { port } = gateway.url;
  const stream = httpRequest({ port, host: '127.0.0.1', path: '/sse' });
  stream.on('error', () => {}); // it is cut by the test
  stream.end();
  const [response] = await once(stream, 'response');
  const [first] = await once(response, 'data');
  const path = /^data: (.+)$/m.exec(String(first))?.[1] ?? '';
  const params = { protocolVersion: '2024-11-05', capabilities: {}, clientInfo: { name: 'c', version: '1' } };
  for (const message of [
    { id: 1, method: 'initialize', params },
    { id: 2, method: 'tools/call', params: { name: 'legacy__wait', arguments: {} } },
  ])
    expect((await gateway.post({ jsonrpc: '2.0', ...message }, {}, path)).status).toBe(202);
  await expect.poll(() => waiting('legacy')).toBe(1);
  response.destroy();
  await expect.poll(() => cancellations('legacy')).toBe(before + 1);
});

test('a modern client that closes the stream on which it listens is not watched for any more', async () => {
  const notifications = { resourceSubscriptions: ['old+test://a'] };
  const method = 'subscriptions/listen';
  const headers = { 'mcp-protocol-version': '2026-07-28', 'mcp-method': method };
  const listening = beginRequest(method, { notifications, _meta: MODERN_META }, headers);
  const [response] = await once(listening, 'response');
  expect(String(await once(response, 'data'))).toContain('old+test://a');
  expect([old.count('resources/subscribe'), old.count('resources/unsubscribe')]).toEqual([1, 0]);
  response.destroy();
  await expect.poll(() => old.count('resources/unsubscribe')).toBe(1);
});
