import { statSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { text as readAll } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { HttpGateway } from '../../helpers/http.ts';
import { openSandbox, type Sandbox } from '../../helpers/sandbox.ts';

const PING = { jsonrpc: '2.0', id: 1, method: 'ping' };
let sandbox: Sandbox;
let gateway: HttpGateway;

describe('without a token, on loopback', () => {
  beforeAll(async () => {
    sandbox = openSandbox();
    gateway = await HttpGateway.start(sandbox, { fixtures: ['echo'] });
  });
  afterAll(async () => {
    await gateway.close();
    await sandbox.close();
  });

  test.each(['evil.com', '127.0.0.1.evil.com', 'localhost.', 'localhost@evil.com', '[::2]', '0x7f000001'])(
    'a Host of %j is refused',
    async (host) => {
      expect((await gateway.post(PING, { host })).status).toBe(403);
    },
  );

  test.each(['localhost', '127.0.0.1:1234', '[::1]:80', 'LOCALHOST'])(
    'a Host of %j is ours',
    async (host) => {
      expect((await gateway.modern('server/discover', {}, { headers: { host } })).status).toBe(200);
    },
  );

  test.each([
    'https://evil.com',
    'null',
    'http://user@localhost',
    'http://localhost/path',
    'http://localhost, http://localhost',
    'file://localhost',
  ])('an Origin of %j is refused', async (origin) => {
    expect((await gateway.post(PING, { origin })).status).toBe(403);
  });

  test('a local Origin is let in', async () => {
    const headers = { origin: 'http://localhost:6274' };
    expect((await gateway.modern('server/discover', {}, { headers })).status).toBe(200);
  });

  test.each([
    ['an unknown path', 'POST', '/other', 404],
    ['an unknown server', 'POST', '/mcp/nobody', 404],
    ['a path below a server', 'POST', '/mcp/echo/x', 404],
    ['a method that MCP has no use for', 'PUT', '/mcp', 405],
    ['a preflight', 'OPTIONS', '/mcp', 405],
  ])('%s is refused', async (_what, method, path, status) => {
    expect((await gateway.send(method, { path, headers: { accept: '*/*' } })).status).toBe(status);
  });

  test('a body that is no JSON, compressed or too deep is refused, and the next one served', async () => {
    expect((await gateway.post(PING, { 'content-type': 'text/plain' })).status).toBe(415);
    expect((await gateway.post(PING, { 'content-encoding': 'gzip' })).status).toBe(415);
    expect((await gateway.post(PING, { accept: 'text/html' })).status).toBe(406);
    expect((await gateway.post('{"jsonrpc":')).message).toMatchObject({ error: { code: -32700 } });
    expect((await gateway.post([PING])).status).toBe(400);
    const deep = `{"jsonrpc":"2.0","id":1,"method":"ping","params":${'{"a":'.repeat(1e5)}1${'}'.repeat(1e5)}}`;
    expect((await gateway.post(deep)).status).toBe(400);
    const arrays = `{"jsonrpc":"2.0","id":1,"method":"ping","params":{"a":${'['.repeat(1e5)}${']'.repeat(1e5)}}}`;
    expect((await gateway.post(arrays)).status).toBe(400);
    expect((await gateway.modern('server/discover')).status).toBe(200);
  });

  // To parse so many keys takes seconds, which a busy machine multiplies.
  test('a message with 10⁶ keys is read, and the next one served', { timeout: 180_000 }, async () => {
    const keys = Array.from({ length: 1e6 }, (_, index) => `"k${index}":1`).join();
    const wide = `{"jsonrpc":"2.0","id":1,"method":"ping","params":{${keys}}}`;
    expect((await gateway.post(wide)).status).toBe(400); // it names no session
    expect((await gateway.modern('server/discover')).status).toBe(200);
  });

  test.each([
    ['no Host', 'GET /mcp HTTP/1.1\r\n\r\n'],
    ['two Hosts', 'GET /mcp HTTP/1.1\r\nHost: localhost\r\nHost: evil.com\r\n\r\n'],
  ])('%s is refused', async (_what, text) => {
    const socket = connect(Number(gateway.url.port), '127.0.0.1');
    socket.end(text);
    expect(await readAll(socket)).toMatch(/^HTTP\/1\.1 403 /);
  });

  test('a header block that is too large is cut off, and the next request served', async () => {
    const large = gateway.post(PING, { 'x-large': 'x'.repeat(64 * 1024) });
    expect(await large.then(({ status }) => status).catch(() => 431)).toBe(431);
    expect((await gateway.modern('server/discover')).status).toBe(200);
  });
});

describe('with a token', () => {
  beforeAll(async () => {
    sandbox = openSandbox();
    gateway = await HttpGateway.start(sandbox, { fixtures: ['echo'], flags: [] });
  });
  afterAll(async () => {
    await gateway.close();
    await sandbox.close();
  });

  test('nobody comes in without it, on any path, and it is for its owner alone to read', async () => {
    for (const path of ['/mcp', '/mcp/echo', '/sse', '/messages', '/', '/metrics']) {
      const answer = await gateway.send('GET', { path, headers: { accept: 'text/event-stream' } });
      expect(answer.status).toBe(401);
      expect(answer.headers['www-authenticate']).toMatch(/^Bearer/);
    }
    for (const authorization of [
      'Bearer',
      'Bearer wrong',
      `Basic ${gateway.token}`,
      `Bearer ${gateway.token}x`,
    ])
      expect((await gateway.modern('server/discover', {}, { headers: { authorization } })).status).toBe(401);
    const authorization = `Bearer ${gateway.token}`;
    expect((await gateway.modern('server/discover', {}, { headers: { authorization } })).status).toBe(200);
    const { mode } = statSync(join(sandbox.home, '.trunkline', 'state', 'http-token'));
    expect(mode & 0o777).toBe(0o600);
  });
});
