import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { SSEClientTransport } from '@modelcontextprotocol/sdk/client/sse.js';
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import { ElicitRequestSchema } from '@modelcontextprotocol/sdk/types.js';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { HttpGateway } from '../../helpers/http.ts';
import { openSandbox, type Sandbox } from '../../helpers/sandbox.ts';

let sandbox: Sandbox;
let gateway: HttpGateway;

beforeAll(async () => {
  sandbox = openSandbox();
  gateway = await HttpGateway.start(sandbox, {
    fixtures: ['echo', 'asks-for-input', 'progress-before-result'],
  });
});
afterAll(async () => {
  await gateway.close();
  await sandbox.close();
});

const INITIALIZE = {
  jsonrpc: '2.0',
  id: 0,
  method: 'initialize',
  params: { protocolVersion: '2025-11-25', capabilities: {}, clientInfo: { name: 'test', version: '1' } },
};

async function openSession(): Promise<Record<string, string>> {
  const { status, headers } = await gateway.post(INITIALIZE);
  expect(status).toBe(200);
  const session = {
    'mcp-session-id': String(headers['mcp-session-id']),
    'mcp-protocol-version': '2025-11-25',
  };
  const initialized = { jsonrpc: '2.0', method: 'notifications/initialized' };
  expect((await gateway.post(initialized, session)).status).toBe(202);
  return session;
}

const ECHO = {
  jsonrpc: '2.0',
  id: 1,
  method: 'tools/call',
  params: { name: 'echo__echo', arguments: { message: 'hello' } },
};

test('a session begins with initialize, serves calls and ends with DELETE', async () => {
  const session = await openSession();
  const { message } = await gateway.post(ECHO, session);
  expect(message).toMatchObject({ id: 1, result: { content: [{ text: 'hello' }] } });
  expect((await gateway.send('DELETE', { headers: session })).status).toBe(200);
  expect((await gateway.post(ECHO, session)).status).toBe(404);
  expect((await gateway.send('DELETE', { headers: session })).status).toBe(404);
});

test('without a session, with a foreign one or with an unknown version nothing is served', async () => {
  const session = await openSession();
  expect((await gateway.post(ECHO)).status).toBe(400);
  expect((await gateway.post(ECHO, { 'mcp-session-id': 'guessed' })).status).toBe(404);
  const version = { ...session, 'mcp-protocol-version': '1999-01-01' };
  expect((await gateway.post(ECHO, version)).status).toBe(400);
  const stream = { ...session, accept: 'application/json' };
  expect((await gateway.send('GET', { headers: stream })).status).toBe(406);
});

test('an id that is in use is refused, and the call that has it is answered', async () => {
  const session = await openSession();
  const elicit = { ...ECHO, params: { name: 'echo__echo', arguments: { message: 'x'.repeat(1_000) } } };
  const [first, second] = await Promise.all([gateway.post(elicit, session), gateway.post(elicit, session)]);
  const statuses = [first.status, second.status].sort();
  expect(statuses[0]).toBe(200);
});

test('a client that lost a stream is given what it missed, by Last-Event-ID', async () => {
  const session = await openSession();
  const call = {
    ...ECHO,
    params: { name: 'progress-before-result__echo', arguments: {}, _meta: { progressToken: 5 } },
  };
  const streamed = await gateway.post(call, session);
  const ids = [...streamed.text.matchAll(/^id: (.+)$/gm)].map(([, id = '']) => id);
  expect(ids).toHaveLength(streamed.messages.length);
  const headers = { ...session, accept: 'text/event-stream', 'last-event-id': String(ids[0]) };
  const replayed = await gateway.send('GET', { headers });
  expect(replayed.messages).toEqual(streamed.messages.slice(1));
  const foreign = { ...headers, 'last-event-id': '99-99999' };
  expect((await gateway.send('GET', { headers: foreign })).status).toBe(400);
});

test.each(['http', 'sse'] as const)('an SDK v1 host over %s calls, and is asked', async (kind) => {
  const client = new Client({ name: 'host', version: '1' }, { capabilities: { elicitation: {} } });
  client.setRequestHandler(ElicitRequestSchema, async () => ({
    action: 'accept',
    content: { name: 'Ada' },
  }));
  const url = new URL(kind === 'http' ? '/mcp' : '/sse', gateway.url);
  await client.connect(
    kind === 'http' ? new StreamableHTTPClientTransport(url) : new SSEClientTransport(url),
  );
  const asked = await client.callTool({ name: 'asks-for-input__elicit', arguments: {} });
  expect(JSON.stringify(asked)).toContain('Ada');
  await client.close();
});
