import { request as httpRequest } from 'node:http';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type HttpAnswer, HttpGateway } from '../../helpers/http.ts';
import { openSandbox, type Sandbox } from '../../helpers/sandbox.ts';

let sandbox: Sandbox;
let gateway: HttpGateway;
beforeEach(async () => {
  sandbox = openSandbox();
  gateway = await start();
});
afterEach(async () => {
  await gateway.close();
  await sandbox.close();
});

const start = (): Promise<HttpGateway> => HttpGateway.start(sandbox, { fixtures: ['echo'] });

type Headers = Record<string, string>;
const rpc = (id: number, method: string, params: object = {}) => ({ jsonrpc: '2.0', id, method, params });
const call = (id: number, name: string, args: object, extra: object = {}) =>
  rpc(id, 'tools/call', { name: `echo__${name}`, arguments: args, ...extra });
const said = (text: string) => ({ result: { content: [{ text }] } });

async function openSession(path = '/mcp'): Promise<Headers> {
  const clientInfo = { name: 'test', version: '1' };
  const hello = rpc(0, 'initialize', { protocolVersion: '2025-11-25', capabilities: {}, clientInfo });
  const { status, headers } = await gateway.post(hello, {}, path);
  expect(status).toBe(200);
  return { 'mcp-session-id': String(headers['mcp-session-id']), 'mcp-protocol-version': '2025-11-25' };
}

const listen = (session: Headers, lastEventId: string): Promise<HttpAnswer> =>
  gateway.send('GET', {
    headers: { ...session, accept: 'text/event-stream', 'last-event-id': lastEventId },
  });

/** Begins a call and resolves with the first event id of its stream; the stream stays open. */
function begin(session: Headers, body: object): Promise<string> {
  const headers = {
    ...session,
    'content-type': 'application/json',
    accept: 'application/json, text/event-stream',
  };
  return new Promise((resolve) => {
    const options = { host: '127.0.0.1', port: gateway.url.port, method: 'POST', path: '/mcp', headers };
    const sent = httpRequest(options, (response) => {
      response.on('error', () => undefined); // the gateway is killed
      response.setEncoding('utf8').on('data', (text: string) => {
        const id = /^id: (.+)$/m.exec(text)?.[1];
        if (id !== undefined) resolve(id);
      });
    });
    sent.on('error', () => undefined);
    sent.end(JSON.stringify(body));
  });
}

test('sessions outlive a crash: known by their id, with log level and subscriptions; what was ended stays so', async () => {
  const [session, ended, single] = [await openSession(), await openSession(), await openSession('/mcp/echo')];
  await gateway.post(rpc(1, 'resources/subscribe', { uri: 'echo+test://note' }), session);
  expect((await gateway.send('DELETE', { headers: ended })).status).toBe(200);
  await gateway.close('SIGKILL');
  gateway = await start();
  expect((await gateway.post(call(1, 'echo', { message: 'hi' }), session)).message).toMatchObject(said('hi'));
  expect((await gateway.post(rpc(2, 'tools/list'), ended)).status).toBe(404);
  const one = { name: 'echo', arguments: { message: 'alone' } };
  expect((await gateway.post(rpc(1, 'tools/call', one), single)).status).toBe(404);
  expect((await gateway.post(rpc(1, 'tools/call', one), single, '/mcp/echo')).message).toMatchObject(
    said('alone'),
  );
  // The server has been told of the subscription anew, and the client of what it may have missed.
  const events = listen(session, '0-0');
  await gateway.post(call(4, 'touch', {}), session);
  await gateway.close();
  const methods = (await events).messages.map(({ method }) => method);
  expect(methods.filter((method) => method === 'notifications/resources/updated')).toHaveLength(2);
  gateway = await start();
});

test('a stream lost in a crash is replayed, and its call is answered with "may have run"', async () => {
  const session = await openSession();
  await gateway.post(call(1, 'echo', {}), session);
  const first = await begin(session, call(7, 'sleep', { ms: 60_000 }, { _meta: { progressToken: 'p' } }));
  await gateway.close('SIGKILL');
  gateway = await start();
  const stream = first.split('-')[0];
  const { messages } = await listen(session, `${stream}-0`);
  expect(messages).toMatchObject([
    { method: 'notifications/progress', params: { progressToken: 'p', progress: 0 } },
    {
      id: 7,
      result: { isError: true, content: [{ text: expect.stringContaining('may have run') }] },
    },
  ]);
  expect((await listen(session, first)).messages).toHaveLength(1);
});

test('a gateway that is asked to end lets a call end, and the session goes on with the next', async () => {
  const session = await openSession();
  const slept = gateway.post(call(1, 'sleep', { ms: 1_500 }), session);
  await gateway.post(call(2, 'echo', {}), session);
  const [answer] = await Promise.all([slept, gateway.close()]);
  expect(answer.message).toMatchObject(said('slept 1500'));
  gateway = await start();
  expect((await gateway.post(call(3, 'counter', {}), session)).message).toMatchObject(said('1'));
});
