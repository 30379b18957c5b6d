import { afterAll, beforeAll, expect, test } from 'vitest';
import type { JsonObject } from '../../../src/protocol/json-rpc.ts';
import { HttpGateway, MODERN_META } from '../../helpers/http.ts';
import { openSandbox, type Sandbox } from '../../helpers/sandbox.ts';

let sandbox: Sandbox;
let gateway: HttpGateway;

beforeAll(async () => {
  sandbox = openSandbox();
  gateway = await HttpGateway.start(sandbox, { fixtures: ['echo', 'progress-before-result'] });
});
afterAll(async () => {
  await gateway.close();
  await sandbox.close();
});

const ECHO = { name: 'echo__echo', arguments: { message: 'hello' } };

test('a call is answered as JSON, and a view of one server has its own names', async () => {
  const merged = await gateway.modern('tools/call', ECHO);
  expect(merged.status).toBe(200);
  expect(merged.headers['content-type']).toBe('application/json');
  expect(merged.message).toMatchObject({
    id: 1,
    result: { resultType: 'complete', content: [{ text: 'hello' }] },
  });
  const path = '/mcp/echo';
  const { message } = await gateway.modern('tools/list', {}, { path });
  expect((message.result as JsonObject).tools).toContainEqual(expect.objectContaining({ name: 'echo' }));
  const bare = await gateway.modern('tools/call', { ...ECHO, name: 'echo' }, { path });
  expect(bare.message).toMatchObject({ result: { content: [{ text: 'hello' }] } });
  expect((await gateway.modern('tools/call', ECHO, { path })).message).toHaveProperty('error');
});

test('progress comes as a stream before the result', async () => {
  const path = '/mcp/progress-before-result';
  const answer = await gateway.modern(
    'tools/call',
    { name: 'echo', arguments: {} },
    { path, meta: { progressToken: 'mine' } },
  );
  expect(answer.headers['content-type']).toBe('text/event-stream');
  const progress = answer.messages.slice(0, -1);
  expect(progress).toHaveLength(3);
  for (const each of progress) expect(each).toMatchObject({ params: { progressToken: 'mine' } });
  expect(answer.message).toHaveProperty('result');
});

test.each([
  ['Mcp-Method differs', { 'mcp-method': 'tools/list' }],
  ['Mcp-Name differs', { 'mcp-name': 'other' }],
  ['Mcp-Name is no Base64', { 'mcp-name': '=?base64?!!!?=' }],
  ['MCP-Protocol-Version differs', { 'mcp-protocol-version': '2025-11-25' }],
])('%s from the body: refused with -32020', async (_what, headers) => {
  const answer = await gateway.modern('tools/call', ECHO, { headers });
  expect(answer).toMatchObject({ status: 400, message: { id: 1, error: { code: -32020 } } });
});

test('a missing header is refused; an encoded one is read', async () => {
  const body = { jsonrpc: '2.0', id: 7, method: 'tools/call', params: { ...ECHO, _meta: MODERN_META } };
  const headers = { 'mcp-protocol-version': '2026-07-28', 'mcp-method': 'tools/call' };
  expect((await gateway.post(body, headers)).message).toMatchObject({ id: 7, error: { code: -32020 } });
  const encoded = `=?base64?${Buffer.from(ECHO.name).toString('base64')}?=`;
  expect((await gateway.post(body, { ...headers, 'mcp-name': encoded })).status).toBe(200);
});

test('what the era has no more is not found, and POST is all there is', async () => {
  for (const method of ['initialize', 'ping', 'logging/setLevel', 'no/such']) {
    const answer = await gateway.modern(method);
    expect(answer).toMatchObject({ status: 404, message: { error: { code: -32601 } } });
  }
  for (const method of ['GET', 'DELETE']) {
    const answer = await gateway.send(method, { headers: { 'mcp-protocol-version': '2026-07-28' } });
    expect(answer.status).toBe(405);
  }
});

test('an unknown version and an incomplete envelope are refused with what they should have been', async () => {
  const meta = { 'io.modelcontextprotocol/protocolVersion': '2099-01-01' };
  const headers = { 'mcp-protocol-version': '2099-01-01' };
  const unknown = await gateway.modern('tools/list', {}, { meta, headers });
  expect(unknown).toMatchObject({
    status: 400,
    message: { error: { code: -32022, data: { supported: ['2026-07-28'], requested: '2099-01-01' } } },
  });
  const without = { 'io.modelcontextprotocol/clientCapabilities': undefined } as unknown as JsonObject;
  const incomplete = await gateway.modern('tools/list', {}, { meta: without });
  expect(incomplete).toMatchObject({ status: 400, message: { error: { code: -32602 } } });
});
