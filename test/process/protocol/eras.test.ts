import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { JsonObject } from '../../../src/protocol/json-rpc.ts';
import { stopDaemon } from '../../helpers/daemon.ts';
import { type RawHost, startHost } from '../../helpers/host.ts';
import { HttpGateway, MODERN_META } from '../../helpers/http.ts';
import { openSandbox, type Sandbox } from '../../helpers/sandbox.ts';

/** What belongs to one era and is said in another, or too early, or twice: each has its answer, and all goes on. */
let sandbox: Sandbox;
beforeAll(() => {
  sandbox = openSandbox();
});
afterAll(() => sandbox.close());

const VERSION = 'io.modelcontextprotocol/protocolVersion';
const CALL = { name: 'echo__echo', arguments: { message: 'hi' } };
const HELLO = {
  protocolVersion: '2025-11-25',
  capabilities: {},
  clientInfo: { name: 'host', version: '1' },
};
const NOTE = { uri: 'echo+test://note' };
const REMOVED: [string, JsonObject][] = [
  ['initialize', HELLO],
  ['ping', {}],
  ['logging/setLevel', { level: 'info' }],
  ['resources/subscribe', NOTE],
  ['resources/unsubscribe', NOTE],
  ['tasks/list', {}],
  ['tasks/result', { taskId: 'echo+1' }],
];
/** Notifications that 2026-07-28 has no more; nothing answers a notification. */
const REMOVED_NOTIFICATIONS = [
  'notifications/initialized',
  'notifications/roots/list_changed',
  'notifications/elicitation/complete',
];
const said = (resultType?: string) => ({
  result: { content: [{ text: 'hi' }], ...(resultType && { resultType }) },
});

describe.each([
  ['in one process', false],
  ['through the daemon', true],
])('over stdio, %s', (_where, throughDaemon) => {
  let host: RawHost;
  beforeAll(() => {
    host = startHost(sandbox, { fixtures: ['echo'], settings: { exposure: 'full' }, throughDaemon });
  });
  afterAll(async () => {
    await host.close();
    await stopDaemon(sandbox);
  });

  const modern = (method: string, params: JsonObject = {}): Promise<JsonObject> =>
    host.request(method, { ...params, _meta: MODERN_META });
  const codeOf = ({ error }: JsonObject): unknown => (error as JsonObject | undefined)?.code;

  test('before initialize a legacy request is refused, with what to do; ping and modern requests are served', async () => {
    for (const [method, params] of [
      ...REMOVED.slice(2, 5),
      ['tools/list', {}],
      ['tools/call', CALL],
    ] as const) {
      const { error } = await host.request(method, params as JsonObject);
      expect(error, method).toMatchObject({
        code: -32600,
        message: expect.stringContaining('Send initialize'),
      });
    }
    expect(await host.request('ping')).toMatchObject({ result: {} });
    expect(await modern('server/discover')).toMatchObject({ result: { supportedVersions: ['2026-07-28'] } });
    expect(await modern('tools/call', CALL)).toMatchObject(said('complete'));
    host.notify('notifications/initialized'); // it has not been, so nothing begins
    expect(codeOf(await host.request('tools/list'))).toBe(-32600);
  });

  test('an initialize that is no good begins nothing; the next may; a second one is refused', async () => {
    expect(codeOf(await host.request('initialize', {}))).toBe(-32602);
    expect(codeOf(await host.request('tools/list'))).toBe(-32600);
    const begun = await host.request('initialize', { ...HELLO, protocolVersion: '1999-01-01' });
    expect(begun).toMatchObject({ result: { protocolVersion: '2025-11-25' } });
    host.notify('notifications/initialized');
    const second = await host.request('initialize', { ...HELLO, protocolVersion: '2024-11-05' });
    expect(second).toMatchObject({ error: { code: -32600, message: expect.stringContaining('already') } });
    expect(await host.request('tools/call', CALL)).toMatchObject(said());
  });

  test('after it each request is of the era that it says, and the other era goes on beside it', async () => {
    await host.request('resources/subscribe', NOTE);
    for (let round = 0; round < 3; round++) {
      expect(await modern('tools/call', CALL)).toMatchObject(said('complete'));
      const legacy = await host.request('tools/call', CALL);
      expect(legacy).toMatchObject(said());
      expect(legacy.result).not.toHaveProperty('resultType');
    }
    await modern('tools/call', { name: 'echo__touch', arguments: {} });
    await host.next(({ method }) => method === 'notifications/resources/updated');
  });

  test('what 2026-07-28 removed is unknown to a modern request, and known to a legacy one', async () => {
    for (const [method, params] of REMOVED) expect(codeOf(await modern(method, params)), method).toBe(-32601);
    for (const method of REMOVED_NOTIFICATIONS) host.notify(method, { _meta: MODERN_META });
    for (const [method, params] of REMOVED.slice(1, 5))
      expect(await host.request(method, params), method).toHaveProperty('result');
  });

  test('what 2026-07-28 added is not served without what it asks of every request, nor under another version', async () => {
    for (const method of ['server/discover', 'subscriptions/listen'])
      expect(codeOf(await host.request(method)), method).toBe(-32602);
    expect(codeOf(await host.request('tasks/update'))).toBe(-32601);
    for (const requested of ['2025-11-25', '2099-01-01']) {
      const _meta = { ...MODERN_META, [VERSION]: requested };
      expect(await host.request('tools/list', { _meta })).toMatchObject({
        error: { code: -32022, data: { supported: ['2026-07-28'], requested } },
      });
    }
    expect(await host.request('ping')).toMatchObject({ result: {} });
  });
});

describe('over HTTP', () => {
  let gateway: HttpGateway;
  beforeAll(async () => {
    gateway = await HttpGateway.start(sandbox, { fixtures: ['echo'] });
  });
  afterAll(() => gateway.close());

  const rpc = (method: string, params: JsonObject = {}, id = 1) => ({ jsonrpc: '2.0', id, method, params });
  const MODERN_HEADER = { 'mcp-protocol-version': '2026-07-28' };

  async function openSession(headers: Record<string, string> = {}): Promise<Record<string, string>> {
    const answer = await gateway.post(rpc('initialize', HELLO), headers);
    expect(answer.status).toBe(200);
    return { 'mcp-session-id': String(answer.headers['mcp-session-id']) };
  }

  test('before initialize nothing of the legacy era is served: neither requests, nor notifications, nor streams', async () => {
    for (const method of ['ping', 'tools/list', 'logging/setLevel']) {
      const refused = await gateway.post(rpc(method));
      expect(refused).toMatchObject({
        status: 400,
        message: { error: { message: expect.stringContaining('Send initialize first') } },
      });
    }
    const initialized = { jsonrpc: '2.0', method: 'notifications/initialized' };
    expect((await gateway.post(initialized)).status).toBe(400);
    for (const method of ['GET', 'DELETE']) expect((await gateway.send(method, {})).status).toBe(400);
    const wrong = await gateway.post(rpc('initialize'));
    expect(wrong.message).toMatchObject({ error: { code: -32602 } });
    const session = { 'mcp-session-id': String(wrong.headers['mcp-session-id']) };
    expect((await gateway.post(rpc('tools/list'), session)).status).toBe(404);
  });

  test('each initialize begins a session of its own, also when it comes in another, which goes on', async () => {
    const first = await openSession();
    const second = await openSession(first);
    expect(second['mcp-session-id']).not.toBe(first['mcp-session-id']);
    expect((await gateway.send('DELETE', { headers: second })).status).toBe(200);
    expect((await gateway.post(rpc('tools/call', CALL), first)).message).toMatchObject(said());
    expect((await gateway.post(rpc('tools/call', CALL), second)).status).toBe(404);
  });

  test('a modern request is one whatever session it comes with, and that session goes on', async () => {
    const session = await openSession();
    for (const headers of [session, { 'mcp-session-id': 'guessed' }])
      expect((await gateway.modern('tools/call', CALL, { headers })).message).toMatchObject(said('complete'));
    const legacy = await gateway.post(rpc('tools/call', CALL), session);
    expect(legacy.message).toMatchObject(said());
    expect(legacy.message.result).not.toHaveProperty('resultType');
  });

  test('headers of one era over a body of the other are refused, in a session too', async () => {
    const session = await openSession();
    const bare = await gateway.post(rpc('tools/call', CALL), { ...session, ...MODERN_HEADER });
    expect(bare).toMatchObject({ status: 400, message: { error: { code: -32020 } } });
    const names = { 'mcp-method': 'tools/call', 'mcp-name': CALL.name };
    const named = await gateway.post(rpc('tools/call', CALL), { ...session, ...MODERN_HEADER, ...names });
    expect(named).toMatchObject({ status: 400, message: { error: { code: -32602 } } });
    const legacy = { ...session, 'mcp-protocol-version': '2025-11-25' };
    const posing = await gateway.modern('tools/call', CALL, { headers: legacy });
    expect(posing).toMatchObject({ status: 400, message: { error: { code: -32020 } } });
    for (const method of ['server/discover', 'subscriptions/listen'])
      expect((await gateway.post(rpc(method), legacy)).status).toBe(400);
    expect((await gateway.post(rpc('tools/call', CALL), legacy)).message).toMatchObject(said());
  });

  test('what 2026-07-28 removed is not found; a notification of that kind is taken and means nothing', async () => {
    for (const [method, params] of REMOVED) {
      const answer = await gateway.modern(method, params);
      expect(answer, method).toMatchObject({ status: 404, message: { id: 1, error: { code: -32601 } } });
    }
    for (const method of REMOVED_NOTIFICATIONS) {
      const message = { jsonrpc: '2.0', method, params: { _meta: MODERN_META } };
      const headers = { ...MODERN_HEADER, 'mcp-method': method };
      expect((await gateway.post(message, headers)).status, method).toBe(202);
    }
    const session = await openSession();
    for (const [method, params] of REMOVED.slice(1, 5))
      expect((await gateway.post(rpc(method, params), session)).message, method).toHaveProperty('result');
  });
});
