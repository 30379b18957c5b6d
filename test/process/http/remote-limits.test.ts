import { once } from 'node:events';
import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { json } from 'node:stream/consumers';
import { createGzip, gzipSync } from 'node:zlib';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { WebSocketServer } from 'ws';
import type { JsonObject, JsonRpcRequest } from '../../../src/protocol/json-rpc.ts';
import { HttpGateway } from '../../helpers/http.ts';
import { type Exchange, legacyAnswer, RemoteServer } from '../../helpers/remote-server.ts';
import { openSandbox, type Sandbox } from '../../helpers/sandbox.ts';

const LIMIT = 65_536;
const CALL = { arguments: {} };

let sandbox: Sandbox;
let gateway: HttpGateway;
let remote: RemoteServer;
let sse: Server;
let sockets: WebSocketServer;
/** Answers `tools/call`, over any transport, with this text. */
let text = 'small';
/** Answers `tools/call` over HTTP, where it does anything else. */
let write: ((exchange: Exchange) => void) | undefined;

function answer(exchange: Exchange): JsonObject | undefined {
  if (exchange.message.method !== 'tools/call') return legacyAnswer(exchange);
  if (!write) return { result: { content: [{ type: 'text', text }] } };
  write(exchange);
  return undefined;
}

/** A server of 2024-11-05 with the same tool. */
function createSse(): Server {
  let stream: ServerResponse | undefined;
  return createServer(async (request, response) => {
    if (request.method === 'GET') {
      stream = response.writeHead(200, { 'content-type': 'text/event-stream' });
      stream.write('event: endpoint\ndata: /post\n\n');
      return;
    }
    const message = (await json(request)) as JsonRpcRequest;
    response.writeHead(202).end();
    if (message.id === undefined) return;
    const outcome = answer({ message, request, response });
    stream?.write(`data: ${JSON.stringify({ jsonrpc: '2.0', id: message.id, ...outcome })}\n\n`);
  });
}

beforeAll(async () => {
  sandbox = openSandbox();
  remote = await RemoteServer.start({ answer });
  sse = createSse().listen(0, '127.0.0.1');
  await once(sse, 'listening');
  sockets = new WebSocketServer({ port: 0, host: '127.0.0.1' });
  await once(sockets, 'listening');
  sockets.on('connection', (socket, request) => {
    socket.on('message', (data) => {
      const message = JSON.parse(String(data));
      if (message.id === undefined) return;
      const outcome = answer({ message, request } as Exchange);
      socket.send(JSON.stringify({ jsonrpc: '2.0', id: message.id, ...outcome }));
    });
  });
  const portOf = (server: { address(): unknown }): number => (server.address() as AddressInfo).port;
  gateway = await HttpGateway.start(sandbox, {
    settings: { limits: { maxMessageBytes: LIMIT } },
    servers: {
      http: { url: remote.url, era: 'legacy' },
      sse: { type: 'sse', url: `http://127.0.0.1:${portOf(sse)}/sse`, era: 'legacy' },
      ws: { url: `ws://127.0.0.1:${portOf(sockets)}`, era: 'legacy' },
    },
  });
});
afterAll(async () => {
  await gateway.close();
  remote.close();
  sse.closeAllConnections();
  sse.close();
  for (const socket of sockets.clients) socket.terminate();
  sockets.close();
  await sandbox.close();
});
beforeEach(() => {
  write = undefined;
  text = 'small';
});

async function call(server: string): Promise<string> {
  return JSON.stringify((await gateway.modern('tools/call', { ...CALL, name: `${server}__echo` })).message);
}

function expectRefused(answered: string): void {
  expect(answered).toContain(`longer than ${LIMIT} bytes`);
  expect(answered).toContain('limits.maxMessageBytes');
}

test.each(['http', 'sse', 'ws'])(
  'an answer over %s that is longer than the limit fails its call, naming the setting; the next is served',
  async (server) => {
    expect(await call(server)).toContain('small');
    text = 'x'.repeat(LIMIT);
    expectRefused(await call(server));
    text = 'small again';
    expect(await call(server)).toContain('small again');
  },
);

/** Writes until nobody reads any more. */
function writeForever(response: ServerResponse, piece: string): Promise<unknown> {
  const more = (): void => {
    while (!response.destroyed && response.write(piece));
  };
  response.on('drain', more);
  more();
  return once(response, 'close');
}

const STREAM = { 'content-type': 'text/event-stream' };

test('a line without end in a stream fails the call, and is read no further', async () => {
  let closed: Promise<unknown> | undefined;
  write = ({ response }) => {
    response.writeHead(200, STREAM).write('data: ');
    closed = writeForever(response, 'x'.repeat(10_000));
  };
  expectRefused(await call('http'));
  await closed;
});

test('an event that is too long is not asked for again, though its stream could be resumed', async () => {
  remote.requests.length = 0;
  write = ({ response }) => {
    response.writeHead(200, STREAM).write('id: 1\nretry: 1\ndata: \n\n');
    response.end(`id: 2\ndata: ${'x'.repeat(LIMIT + 1)}\n\n`);
  };
  expectRefused(await call('http'));
  expect(await call('http')).toContain('bytes');
  const resumed = remote.requests.filter(({ headers }) => 'last-event-id' in headers);
  expect(resumed).toEqual([]);
});

test('many short events are no long one, however they are cut into pieces', async () => {
  write = ({ message, response }) => {
    response.writeHead(200, STREAM);
    const log = {
      jsonrpc: '2.0',
      method: 'notifications/message',
      params: { level: 'info', data: 'x'.repeat(900) },
    };
    for (let n = 0; n < 100; n++) {
      response.write(`data: ${JSON.stringify(log)}\n`);
      response.write('\n');
    }
    const result = { content: [{ type: 'text', text: 'after all of them' }] };
    response.end(`data: ${JSON.stringify({ jsonrpc: '2.0', id: message.id, result })}\n\n`);
  };
  expect(await call('http')).toContain('after all of them');
});

test('a body without end, and one that bursts when it is unpacked, are read up to the limit', async () => {
  let closed: Promise<unknown> | undefined;
  write = ({ response }) => {
    closed = writeForever(
      response.writeHead(200, { 'content-type': 'application/json' }),
      '[1,'.repeat(1_000),
    );
  };
  expectRefused(await call('http'));
  await closed;
  const gzip = { 'content-type': 'application/json', 'content-encoding': 'gzip' };
  write = ({ response }) => {
    const packed = createGzip();
    packed.pipe(response.writeHead(200, gzip));
    for (let megabytes = 0; megabytes < 100; megabytes++) packed.write(Buffer.alloc(1024 * 1024, ' '));
    packed.end('{}');
  };
  expectRefused(await call('http'));
  write = ({ message, response }) => {
    const result = { content: [{ type: 'text', text: 'unpacked' }] };
    response.writeHead(200, gzip).end(gzipSync(JSON.stringify({ jsonrpc: '2.0', id: message.id, result })));
  };
  expect(await call('http')).toContain('unpacked');
});

test('an encoding that was not asked for, bytes that are not what they say, and a body cut short are told', async () => {
  const json = { 'content-type': 'application/json' };
  write = ({ response }) => response.writeHead(200, { ...json, 'content-encoding': 'zstd' }).end('x');
  expect(await call('http')).toContain('encoding zstd');
  write = ({ response }) =>
    response.writeHead(200, { ...json, 'content-encoding': 'gzip' }).end('not packed');
  expect(await call('http')).toContain('may have run');
  write = ({ response }) => {
    response.writeHead(200, { ...json, 'content-length': '1000' }).write('{"jsonrpc"');
    response.socket?.end();
  };
  expect(await call('http')).toContain('may have run');
  write = undefined;
  expect(await call('http')).toContain('small');
});

test('an answer that is nested too deep fails its call, naming the setting', async () => {
  write = ({ message, response }) => {
    const deep = `${'['.repeat(1_000)}${']'.repeat(1_000)}`;
    const body = `{"jsonrpc":"2.0","id":${JSON.stringify(message.id)},"result":{"content":[],"x":${deep}}}`;
    response.writeHead(200, { 'content-type': 'application/json' }).end(body);
  };
  expect(await call('http')).toContain('limits.maxDepth');
});
