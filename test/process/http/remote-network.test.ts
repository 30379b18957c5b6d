import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { WebSocketServer } from 'ws';
import { HttpGateway } from '../../helpers/http.ts';
import { HttpProxy } from '../../helpers/http-proxy.ts';
import { type Exchange, legacyAnswer, RemoteServer } from '../../helpers/remote-server.ts';
import { openSandbox, type Sandbox } from '../../helpers/sandbox.ts';

const TLS = fileURLToPath(new URL('../../fixtures/tls/', import.meta.url));
const CERTIFICATE = `${TLS}cert.pem`;
/** What somebody before us might have said of a client, and anybody can. */
const FORWARDED = {
  'x-forwarded-for': '127.0.0.1',
  forwarded: 'for=127.0.0.1',
  'x-user': 'admin',
  cookie: 'a=b',
};

let sandbox: Sandbox;
let gateway: HttpGateway;
let plain: RemoteServer;
let other: RemoteServer;
let encrypted: RemoteServer;
let redirecting: RemoteServer;
let sse: Server;
let sockets: WebSocketServer;
let proxy: HttpProxy;
let strictProxy: HttpProxy;
/** Where `redirecting` sends its clients; undefined serves them. */
let location: string | undefined;

/** A server of 2024-11-05 that wants its messages at a place that is another's. */
function createStraySse(): Server {
  return createServer((_request, response) => {
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    response.write(`event: endpoint\ndata: ${other.url}\n\n`);
  });
}

async function listenForSockets(): Promise<WebSocketServer> {
  const server = new WebSocketServer({ port: 0, host: '127.0.0.1' });
  server.on('connection', (socket, request) => {
    socket.on('message', (data) => {
      const message = JSON.parse(String(data));
      const outcome = message.id === undefined ? undefined : legacyAnswer({ message, request } as Exchange);
      if (outcome) socket.send(JSON.stringify({ jsonrpc: '2.0', id: message.id, ...outcome }));
    });
  });
  await once(server, 'listening');
  return server;
}

beforeAll(async () => {
  sandbox = openSandbox();
  const tls = { key: readFileSync(`${TLS}key.pem`, 'utf8'), cert: readFileSync(CERTIFICATE, 'utf8') };
  [plain, other, encrypted, redirecting, proxy, strictProxy, sockets] = await Promise.all([
    RemoteServer.start(),
    RemoteServer.start(),
    RemoteServer.start({ tls }),
    RemoteServer.start({
      answer: (exchange) => {
        if (location === undefined || exchange.request.url === '/moved') return legacyAnswer(exchange);
        exchange.response.writeHead(307, { location }).end();
        return undefined;
      },
    }),
    HttpProxy.start(),
    HttpProxy.start('me:s e:cret'),
    listenForSockets(),
  ]);
  sse = createStraySse().listen(0, '127.0.0.1');
  await once(sse, 'listening');
  const socketPort = (sockets.address() as AddressInfo).port;
  const at = (scheme: string, port: number) => `${scheme}://server.test:${port}/mcp`;
  const withKey = (key: string) => ({
    era: 'legacy',
    headers: { 'X-Key': key, Authorization: `Bearer ${key}` },
  });
  gateway = await HttpGateway.start(sandbox, {
    flags: [],
    env: { HTTP_PROXY: `http://${proxy.host}`, NODE_EXTRA_CA_CERTS: CERTIFICATE },
    servers: {
      direct: { url: plain.url, ...withKey('of-direct') },
      other: { url: other.url, ...withKey('of-other') },
      environment: { url: at('http', plain.port), ...withKey('of-environment') },
      named: {
        url: at('https', encrypted.port),
        proxy: `http://me:s%20e%3Acret@${strictProxy.host}`,
        ...withKey('of-named'),
      },
      refused: {
        url: at('https', encrypted.port),
        proxy: `http://me:wrong@${strictProxy.host}`,
        ...withKey('no'),
      },
      none: { url: at('http', other.port), proxy: 'none', ...withKey('no') },
      socket: { url: at('ws', socketPort), proxy: `http://${proxy.host}`, ...withKey('of-socket') },
      redirecting: { url: redirecting.url, ...withKey('of-redirecting') },
      stray: {
        type: 'sse',
        url: `http://127.0.0.1:${(sse.address() as AddressInfo).port}/sse`,
        ...withKey('of-stray'),
      },
      metadata: { url: 'http://169.254.169.254/mcp', era: 'legacy', proxy: 'none' },
      mapped: { url: 'http://[::ffff:a9fe:a9fe]/mcp', era: 'legacy', proxy: 'none' },
      decimal: { url: 'http://2852039166/mcp', era: 'legacy', proxy: 'none' },
      octal: { url: 'http://0251.0376.0251.0376/mcp', era: 'legacy', proxy: 'none' },
      hexadecimal: { url: 'ws://0xa9fea9fe/mcp', era: 'legacy', proxy: 'none' },
      untrusted: { url: encrypted.url.replace('127.0.0.1', '127.0.0.2'), era: 'legacy' },
    },
  });
});
afterAll(async () => {
  await gateway.close();
  for (const server of [plain, other, encrypted, redirecting, proxy, strictProxy]) server.close();
  sse.closeAllConnections();
  sse.close();
  for (const socket of sockets.clients) socket.terminate();
  sockets.close();
  await sandbox.close();
});

async function call(server: string): Promise<string> {
  const headers = { authorization: `Bearer ${gateway.token}`, ...FORWARDED };
  const params = { name: `${server}__echo`, arguments: {} };
  return JSON.stringify((await gateway.modern('tools/call', params, { headers })).message);
}

test('a server is reached through the proxy of the environment, which is sent the whole URL', async () => {
  expect(await call('environment')).toContain('of-environment');
  expect(proxy.requests.map(({ line }) => line)).toContain(`POST http://server.test:${plain.port}/mcp`);
});

test('the environment has no say over a server on this machine, nor where "proxy" is "none"', async () => {
  expect(await call('direct')).toContain('of-direct');
  expect(await call('none')).toMatch(/cannot be reached.*server\.test/);
  const lines = proxy.requests.map(({ line }) => line).join();
  expect(lines).not.toContain('127.0.0.1');
  expect(lines).not.toContain(`server.test:${other.port}`);
});

test('what is encrypted goes through a tunnel of the proxy that is named, with its credentials', async () => {
  expect(await call('named')).toContain('of-named');
  const authorization = `Basic ${Buffer.from('me:s e:cret').toString('base64')}`;
  expect(strictProxy.requests).toContainEqual({
    line: `CONNECT server.test:${encrypted.port}`,
    authorization,
  });
  expect(encrypted.requests.map(({ headers }) => headers['proxy-authorization'])).not.toContain(
    authorization,
  );
  expect(await call('refused')).toContain(`The proxy ${strictProxy.host} answered with HTTP 407`);
});

test('a WebSocket goes through a tunnel of the proxy too', async () => {
  expect(await call('socket')).toContain('of-socket');
  const { port } = sockets.address() as AddressInfo;
  expect(proxy.requests.map(({ line }) => line)).toContain(`CONNECT server.test:${port}`);
});

test('a server that cannot show whose it is is not spoken to', async () => {
  expect(await call('untrusted')).toMatch(/cannot be reached.*127\.0\.0\.2/);
});

test.each(['metadata', 'mapped', 'decimal', 'octal', 'hexadecimal'])(
  'a cloud’s metadata service is not dialled, though it is named: %s',
  async (server) => {
    expect(await call(server)).toContain('is not dialled');
  },
);

test('a redirect within a server is followed with its headers; one to another origin is not', async () => {
  location = '/moved';
  expect(await call('redirecting')).toContain('of-redirecting');
  location = other.url;
  const before = other.requests.length;
  expect(await call('redirecting')).toContain(`Redirect to ${other.url} not followed`);
  location = 'http://169.254.169.254/latest/meta-data';
  expect(await call('redirecting')).toContain('not followed');
  expect(other.requests).toHaveLength(before);
});

test('messages are not sent to the place that a server names, if that is another’s', async () => {
  const before = other.requests.length;
  expect(await call('stray')).toMatch(/origin/i);
  expect(other.requests).toHaveLength(before);
});

test('what is configured for one server never reaches another, and nothing that the client says of itself', async () => {
  location = undefined;
  for (const server of ['direct', 'other', 'redirecting', 'named']) await call(server);
  const seenBy = (server: RemoteServer): Set<unknown> =>
    new Set(server.requests.map(({ headers }) => headers.authorization));
  expect(seenBy(other)).toEqual(new Set(['Bearer of-other']));
  expect(seenBy(redirecting)).toEqual(new Set(['Bearer of-redirecting']));
  expect(seenBy(encrypted)).toEqual(new Set(['Bearer of-named']));
  expect(seenBy(plain)).toEqual(new Set(['Bearer of-direct', 'Bearer of-environment']));
  const received = [plain, other, encrypted, redirecting].map(({ requests }) => JSON.stringify(requests));
  expect(received.join()).not.toContain(gateway.token);
  for (const name of Object.keys(FORWARDED)) expect(received.join()).not.toContain(`"${name}"`);
});
