import { afterAll, beforeAll, expect, test } from 'vitest';
import type { JsonObject } from '../../../src/protocol/json-rpc.ts';
import { HttpGateway } from '../../helpers/http.ts';
import { type Exchange, legacyAnswer, RemoteServer } from '../../helpers/remote-server.ts';
import { openSandbox, type Sandbox } from '../../helpers/sandbox.ts';

/** What a server over HTTP says arrives whole, in either form of an answer. */
const X = { 'example.com/unknown': { deep: [1, null, { a: 'b' }] } };
const RESULT = {
  content: [{ type: 'hologram', beam: X }],
  structuredContent: { sum: 1, x: X },
  _meta: X,
  x: X,
};
const ERROR = { code: -32050, message: 'Own error', data: X };

let sandbox: Sandbox;
let remote: RemoteServer;
let gateway: HttpGateway;

/** Answers as the arguments say. */
function answer(exchange: Exchange): JsonObject | undefined {
  const { message, response } = exchange;
  if (message.method !== 'tools/call') return legacyAnswer(exchange);
  const { params = {} } = message;
  const { isStream, fails } = params.arguments as JsonObject;
  const outcome = fails ? { error: ERROR } : { result: RESULT };
  if (!isStream) return outcome;
  const { progressToken } = params._meta as JsonObject;
  const progress = { progressToken, progress: 1, x: X, _meta: X };
  response.writeHead(200, { 'content-type': 'text/event-stream' });
  for (const each of [
    { method: 'notifications/progress', params: progress },
    { id: message.id, ...outcome },
  ])
    response.write(`data: ${JSON.stringify({ jsonrpc: '2.0', ...each })}\n\n`);
  response.end();
  return undefined;
}

beforeAll(async () => {
  sandbox = openSandbox();
  remote = await RemoteServer.start({ answer });
  gateway = await HttpGateway.start(sandbox, { servers: { remote: { url: remote.url, era: 'legacy' } } });
});
afterAll(async () => {
  await gateway.close();
  remote.close();
  await sandbox.close();
});

const call = (args: JsonObject) =>
  gateway.modern('tools/call', { name: 'remote__echo', arguments: args }, { meta: { progressToken: 'p' } });

test.each([
  ['as JSON', false],
  ['in a stream', true],
])('a result and an error keep every field: %s', async (_how, isStream) => {
  expect((await call({ isStream })).message.result).toMatchObject(RESULT);
  expect((await call({ isStream, fails: true })).message.error).toEqual(ERROR);
});

test('so does what comes before it', async () => {
  const [progress] = (await call({ isStream: true })).messages;
  expect(progress?.params).toEqual({ progressToken: 'p', progress: 1, x: X, _meta: X });
});
