import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { text as readAll } from 'node:stream/consumers';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { JsonObject } from '../../../src/protocol/json-rpc.ts';
import { command, statusOf, stopDaemon } from '../../helpers/daemon.ts';
import { fixtureEntry } from '../../helpers/fixture-servers.ts';
import { HttpGateway, MODERN_META } from '../../helpers/http.ts';
import { openSandbox, type Sandbox } from '../../helpers/sandbox.ts';

const LIMIT = 65_536;
/** Connections at once. */
const WIDTH = 20;

let sandbox: Sandbox;
let gateway: HttpGateway;

beforeAll(async () => {
  sandbox = openSandbox();
  sandbox.writeConfig({
    mcpServers: { echo: fixtureEntry('echo'), progress: fixtureEntry('progress-before-result') },
    exposure: 'full',
    limits: { maxMessageBytes: LIMIT },
    http: { listen: '127.0.0.1:0' },
  });
  await command(sandbox, 'daemon', 'start');
  gateway = HttpGateway.at(String((await statusOf(sandbox)).http?.url), sandbox);
});
afterAll(async () => {
  await stopDaemon(sandbox);
  await sandbox.close();
});

const CALL = { name: 'echo__echo', arguments: { message: 'hello' } };
const token = (): { authorization: string } => ({ authorization: `Bearer ${gateway.token}` });

async function expectServed(): Promise<void> {
  const { message } = await gateway.modern('tools/call', CALL, { headers: token() });
  expect(message).toMatchObject({ result: { content: [{ text: 'hello' }] } });
}

/** Nothing of what clients have left behind is kept. */
async function expectNothingLeft(): Promise<void> {
  const left = async (): Promise<unknown> => {
    const { sessions, servers } = await statusOf(sandbox);
    const calls = servers.flatMap(({ connections }) => connections.map(({ inFlight }) => inFlight));
    return { sessions: sessions.length, calls: calls.reduce((sum, each) => sum + each, 0) };
  };
  await expect.poll(left).toEqual({ sessions: 0, calls: 0 });
}

/** A whole POST as it is on the wire. */
function post(message: JsonObject, headers: Record<string, string>): Buffer {
  const body = JSON.stringify(message);
  const lines = Object.entries({
    host: 'localhost',
    ...token(),
    'content-type': 'application/json',
    accept: 'application/json, text/event-stream',
    'content-length': String(Buffer.byteLength(body)),
    ...headers,
  }).map(([name, value]) => `${name}: ${value}\r\n`);
  return Buffer.from(`POST /mcp HTTP/1.1\r\n${lines.join('')}\r\n${body}`);
}

const progress = (): Buffer =>
  post(
    {
      jsonrpc: '2.0',
      id: 1,
      method: 'tools/call',
      params: { name: 'progress__echo', arguments: {}, _meta: { ...MODERN_META, progressToken: 'p' } },
    },
    { 'mcp-protocol-version': '2026-07-28', 'mcp-method': 'tools/call', 'mcp-name': 'progress__echo' },
  );

const initialize = (): Buffer =>
  post(
    {
      jsonrpc: '2.0',
      id: 1,
      method: 'initialize',
      params: { protocolVersion: '2025-11-25', capabilities: {}, clientInfo: { name: 'c', version: '1' } },
    },
    {},
  );

function open(): Socket {
  const socket = connect(Number(gateway.url.port), '127.0.0.1');
  socket.on('error', () => {}); // either side may cut it
  return socket;
}

/** Does something with every number below `count`, some at once. */
async function forEach(count: number, run: (index: number) => Promise<void>): Promise<void> {
  let next = 0;
  const worker = async (): Promise<void> => {
    while (next < count) await run(next++);
  };
  await Promise.all(Array.from({ length: WIDTH }, worker));
}

test.each([
  ['a modern call', progress],
  ['initialize', initialize],
])('a client that is gone after any byte of its request leaves nothing behind: %s', async (_what, build) => {
  await expectServed();
  const request = build();
  await forEach(request.length, async (length) => {
    const socket = open();
    await once(socket, 'connect');
    socket.write(request.subarray(0, length), () => socket.destroy());
    await once(socket, 'close');
  });
  await expectServed();
  await expectNothingLeft();
});

test('a client that is gone after any byte of the answer leaves nothing behind', async () => {
  const read = async (atMost: number): Promise<number> => {
    const socket = open();
    socket.write(progress());
    let received = 0;
    socket.on('data', (chunk: Buffer) => {
      received += chunk.length;
      if (received >= atMost || chunk.includes('"result"')) socket.destroy();
    });
    await once(socket, 'close');
    return received;
  };
  const whole = await read(Number.POSITIVE_INFINITY);
  expect(whole).toBeGreaterThan(500);
  await forEach(whole, async (length) => void (await read(length)));
  await expectServed();
  await expectNothingLeft();
});

test('a body that is longer than the limit is refused, said or not, and the next served', async () => {
  const body = JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'x', params: { text: 'x'.repeat(LIMIT) } });
  const said = await gateway.post(body, token());
  expect(said).toMatchObject({
    status: 413,
    message: { error: { message: expect.stringContaining('limits.maxMessageBytes') } },
  });
  const socket = open();
  const head = String(post({}, {})).replace(/content-length: \d+\r\n/, 'transfer-encoding: chunked\r\n');
  socket.write(head.slice(0, head.indexOf('\r\n\r\n') + 4));
  socket.write(`${body.length.toString(16)}\r\n${body}\r\n`);
  expect(await readAll(socket)).toMatch(/^HTTP\/1\.1 413 /);
  await expectServed();
});

test('a compressed body is refused before it is unpacked', async () => {
  const bomb = gzipSync(Buffer.alloc(10 * 1024 * 1024, ' '));
  for (const encoding of ['gzip', 'deflate', 'br', 'gzip, identity'])
    expect((await gateway.post(bomb, { ...token(), 'content-encoding': encoding })).status).toBe(415);
  await expectServed();
});

test.each([
  ['a Content-Length that is too short', { 'content-length': '10' }],
  ['a Content-Length that is no number', { 'content-length': 'ten' }],
  ['both ways to say a length', { 'transfer-encoding': 'chunked' }],
  ['an unknown transfer', { 'content-length': '', 'transfer-encoding': 'x' }],
])('%s: refused, and the connection closed', async (_what, headers) => {
  const socket = open();
  socket.write(post({ jsonrpc: '2.0', id: 1, method: 'ping' }, headers));
  expect(await readAll(socket)).toMatch(/^HTTP\/1\.1 400 /);
  await expectServed();
});

test.each<[string, string | Buffer]>([
  ['no UTF-8', Buffer.from([...Buffer.from('{"jsonrpc":"2.0","id":1,"method":"'), 0xc3, 0x28, 0x22, 0x7d])],
  ['with a byte order mark', '\uFEFF{"jsonrpc":"2.0","id":1,"method":"ping"}'],
  ['with a NUL', '{"jsonrpc":"2.0","id":1,"method":"ping"}\0'],
  ['cut off', '{"jsonrpc":"2.0","id":1,"meth'],
  ['empty', ''],
  ['a batch', '[{"jsonrpc":"2.0","id":1,"method":"ping"}]'],
  ['with the id null', '{"jsonrpc":"2.0","id":null,"method":"ping"}'],
  ['with an id that is no integer', '{"jsonrpc":"2.0","id":1.5,"method":"ping"}'],
  ['with an id beyond all numbers', '{"jsonrpc":"2.0","id":1e400,"method":"ping"}'],
  ['with an id that no number is precise for', '{"jsonrpc":"2.0","id":9007199254740993,"method":"ping"}'],
  ['with a key in other letters', '{"jsonrpc":"2.0","id":1,"method":"ping","Method":"tools/call"}'],
])('what is no message is refused, and the next served: %s', async (_what, body) => {
  expect((await gateway.post(body, token())).status).toBe(400);
  await expectServed();
});

test.each<[string, string]>([
  ['an integer in another spelling', '1.0'],
  ['an integer in yet another', '10e-1'],
  ['an empty text', '""'],
  ['a long text', JSON.stringify('x'.repeat(10_000))],
])('an id that is %s is answered under it', async (_what, id) => {
  const headers = { ...token(), 'mcp-protocol-version': '2026-07-28', 'mcp-method': 'server/discover' };
  const message = { jsonrpc: '2.0', id: 'ID', method: 'server/discover', params: { _meta: MODERN_META } };
  const body = JSON.stringify(message).replace('"ID"', id);
  expect((await gateway.post(body, headers)).message).toMatchObject({ id: JSON.parse(id), result: {} });
});

test('no page of another origin learns anything, and none at all is told that it may ask', async () => {
  const ask = { 'access-control-request-method': 'POST', 'access-control-request-headers': 'authorization' };
  const foreign = await gateway.send('OPTIONS', { headers: { origin: 'https://evil.com', ...ask } });
  expect(foreign.status).toBe(403);
  const local = await gateway.send('OPTIONS', { headers: { origin: 'http://localhost:6274', ...ask } });
  for (const { headers } of [foreign, local])
    expect(Object.keys(headers).filter((name) => name.startsWith('access-control'))).toEqual([]);
});

test.each([
  ['a target with a host of its own', 'GET http://evil.com/mcp HTTP/1.1\r\nHost: localhost\r\n', 404],
  [
    'two origins',
    'GET /mcp HTTP/1.1\r\nHost: localhost\r\nOrigin: http://localhost\r\nOrigin: https://evil.com\r\n',
    403,
  ],
  ['another protocol', 'PRI * HTTP/2.0\r\n\r\nSM\r\n', 400],
])('%s: refused', async (_what, head, status) => {
  const socket = open();
  socket.write(`${head}Authorization: Bearer ${gateway.token}\r\nConnection: close\r\n\r\n`);
  expect(await readAll(socket)).toMatch(new RegExp(`^HTTP/1\\.1 ${status} `));
});
