import { connect } from 'node:net';
import { text as readAll } from 'node:stream/consumers';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Gateway } from '../../../../src/daemon/gateway.ts';
import { HttpServer, type HttpServerOptions } from '../../../../src/daemon/http/http-server.ts';
import { systemClock } from '../../../../src/shared/clock.ts';

const quiet = { debug() {}, info() {}, warn() {}, error() {} };
let server: HttpServer;

beforeAll(async () => {
  server = await HttpServer.open({
    gateway: { viewOf: () => ({}), openStateless: () => ({ close() {} }) } as unknown as Gateway,
    kept: {} as HttpServerOptions['kept'],
    host: '127.0.0.1',
    port: 0,
    hostNames: [],
    token: undefined,
    limits: { maxMessageBytes: 1_000, maxDepth: 10 },
    clock: systemClock,
    log: quiet,
    patience: { headersMs: 50, requestMs: 100, checkMs: 10 },
  });
});
afterAll(() => server.close());

const HEAD =
  'POST /mcp HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 100\r\n';

test.each([
  ['its headers', HEAD],
  ['its body', `${HEAD}\r\n{"jsonrpc":`],
])('a client that never ends %s is told so and cut off', async (_what, text) => {
  const socket = connect(server.port, '127.0.0.1');
  socket.write(text);
  expect(await readAll(socket)).toMatch(/^HTTP\/1\.1 408 /);
});
