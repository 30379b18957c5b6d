import type { IncomingMessage, ServerResponse } from 'node:http';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import type { JsonObject } from '../../../src/protocol/json-rpc.ts';
import { HttpGateway } from '../../helpers/http.ts';
import { type Answer, type Exchange, legacyAnswer, RemoteServer } from '../../helpers/remote-server.ts';
import { openSandbox, type Sandbox } from '../../helpers/sandbox.ts';

const STREAM = { 'content-type': 'text/event-stream' };

let sandbox: Sandbox;
let gateway: HttpGateway;
let remote: RemoteServer;
/** Answers `tools/call`, where it does anything special. */
let write: ((exchange: Exchange) => void) | undefined;
/** Answers each GET; the streams that are open for what belongs to no request. */
let onStream: (request: IncomingMessage, response: ServerResponse) => void;
let standing: ServerResponse[] = [];
let tools = ['echo'];

const answer: Answer = (exchange) => {
  const { method } = exchange.message;
  if (method === 'tools/list')
    return { result: { tools: tools.map((name) => ({ name, inputSchema: { type: 'object' } })) } };
  if (method !== 'tools/call' || !write) return legacyAnswer(exchange);
  write(exchange);
  return undefined;
};

const stand = (_request: IncomingMessage, response: ServerResponse): void => {
  response.writeHead(200, STREAM).write('retry: 1\n\n');
  standing.push(response);
};

const start = (port?: number): Promise<RemoteServer> =>
  RemoteServer.start({
    answer,
    onStream: (request, response) => onStream(request, response),
    ...(port !== undefined && { port }),
  });

beforeAll(async () => {
  sandbox = openSandbox();
  onStream = stand;
  remote = await start();
  const servers = { remote: { url: remote.url, era: 'legacy', headers: { 'X-Key': 'answered' } } };
  gateway = await HttpGateway.start(sandbox, { servers });
});
afterAll(async () => {
  await gateway.close();
  remote.close();
  await sandbox.close();
});
beforeEach(() => {
  write = undefined;
});

async function call(): Promise<string> {
  const { message } = await gateway.modern('tools/call', { name: 'remote__echo', arguments: {} });
  return JSON.stringify(message);
}

const event = (id: string, message: JsonObject): string => `id: ${id}\ndata: ${JSON.stringify(message)}\n\n`;

test('calls that follow one another share connections', async () => {
  await call();
  remote.requests.length = 0;
  for (let n = 0; n < 5; n++) expect(await call()).toContain('answered');
  expect(new Set(remote.requests.map(({ fromPort }) => fromPort)).size).toBeLessThan(5);
});

test('an answer whose stream breaks is asked for again, after the last event that came', async () => {
  let lost: JsonObject = {};
  write = ({ message, response }) => {
    const result = { content: [{ type: 'text', text: 'the rest' }] };
    lost = { jsonrpc: '2.0', id: message.id, result };
    response.writeHead(200, STREAM).write('id: a-1\nretry: 1\ndata: \n\n', () => response.destroy());
  };
  onStream = (request, response) => {
    if (request.headers['last-event-id'] === undefined) return stand(request, response);
    response.writeHead(200, STREAM).end(event('a-2', lost));
  };
  remote.requests.length = 0;
  expect(await call()).toContain('the rest');
  expect(remote.requests.map(({ headers }) => headers['last-event-id'])).toContain('a-1');
  expect(remote.count('tools/call')).toBe(1);
});

test('one whose stream breaks and cannot be resumed fails, and says that the call may have run', async () => {
  write = ({ response }) => response.writeHead(200, STREAM).write(': begun\n\n', () => response.destroy());
  remote.requests.length = 0;
  expect(await call()).toContain('may have run');
  expect(remote.count('tools/call')).toBe(1);
});

test('the stream for all else is opened again when it breaks, and what comes on it is heard', async () => {
  onStream = stand;
  await call();
  await expect.poll(() => standing.length).toBeGreaterThan(0);
  const broken = standing;
  standing = [];
  for (const response of broken) response.destroy();
  await expect.poll(() => standing.length).toBeGreaterThan(0);
  tools = ['echo', 'later'];
  standing[0]?.write(event('1', { jsonrpc: '2.0', method: 'notifications/tools/list_changed' }));
  const list = async () => (await gateway.modern('tools/list')).text;
  await expect.poll(list).toContain('remote__later');
});

test('a server that is gone cannot be reached, which is no "may have run"; back again it is found', async () => {
  const { port } = remote;
  remote.close();
  await expect.poll(call).toContain('cannot be reached');
  expect(await call()).not.toContain('may have run');
  remote = await start(port);
  await expect.poll(call, { timeout: 25_000 }).toContain('answered');
});
