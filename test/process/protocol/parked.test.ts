import type { ServerResponse } from 'node:http';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { JsonObject } from '../../../src/protocol/json-rpc.ts';
import { command, statusOf, stopDaemon } from '../../helpers/daemon.ts';
import type { RawHost } from '../../helpers/host.ts';
import { type HttpAnswer, HttpGateway, MODERN_META } from '../../helpers/http.ts';
import { openRelayHost } from '../../helpers/relay-host.ts';
import { type Exchange, legacyAnswer, RemoteServer } from '../../helpers/remote-server.ts';
import { openSandbox, type Sandbox } from '../../helpers/sandbox.ts';

/** Modern clients in front of a legacy server that asks: its calls wait until they come back with the answer. */
const MAX_PER_CLIENT = 100;
const META = { ...MODERN_META, 'io.modelcontextprotocol/clientCapabilities': { elicitation: { form: {} } } };
const ACCEPTED = { action: 'accept', content: { name: 'Ada' } };

let sandbox: Sandbox;
let remote: RemoteServer;
let gateway: HttpGateway;
let one: RawHost;
let other: RawHost;
/** Calls at the server that wait for an answer, by the id of the question. */
const asking = new Map<string, { response: ServerResponse; callId: unknown }>();

/** Each call asks, and is answered with the answer. */
function answer(exchange: Exchange): JsonObject | undefined {
  const { message, response } = exchange;
  const { method, id } = message;
  if (method === undefined) {
    const { result, error } = message as unknown as JsonObject;
    const call = asking.get(String(id));
    asking.delete(String(id));
    const content = [{ type: 'text', text: JSON.stringify(result ?? error) }];
    call?.response.end(
      `data: ${JSON.stringify({ jsonrpc: '2.0', id: call.callId, result: { content } })}\n\n`,
    );
    response.writeHead(202).end();
    return undefined;
  }
  if (method !== 'tools/call') return legacyAnswer(exchange);
  const question = `question-${remote.requests.length}`;
  const params = {
    message: 'Who?',
    requestedSchema: { type: 'object', properties: { name: { type: 'string' } } },
  };
  asking.set(question, { response, callId: id });
  response.writeHead(200, { 'content-type': 'text/event-stream' });
  const asked = { jsonrpc: '2.0', id: question, method: 'elicitation/create', params };
  response.write(`data: ${JSON.stringify(asked)}\n\n`);
  return undefined;
}

beforeAll(async () => {
  sandbox = openSandbox();
  remote = await RemoteServer.start({ answer });
  sandbox.writeConfig({
    mcpServers: { remote: { url: remote.url, era: 'legacy' } },
    exposure: 'full',
    http: { listen: '127.0.0.1:0' },
  });
  await command(sandbox, 'daemon', 'start');
  gateway = HttpGateway.at(String((await statusOf(sandbox)).http?.url), sandbox);
  one = (await openRelayHost(sandbox)).host;
  other = (await openRelayHost(sandbox)).host;
});
afterAll(async () => {
  await stopDaemon(sandbox);
  remote.close();
  await sandbox.close();
});

const CALL = { name: 'remote__echo', arguments: {} };
const callOver = (params: JsonObject = {}): Promise<HttpAnswer> => {
  const headers = { authorization: `Bearer ${gateway.token}` };
  return gateway.modern('tools/call', { ...CALL, ...params }, { headers, meta: META });
};
const callOn = (host: RawHost, params: JsonObject = {}): Promise<JsonObject> =>
  host.request('tools/call', { ...CALL, ...params, _meta: META });

/** What a client sends back: the answers to all questions of a result. */
function answers({ inputRequests, requestState }: JsonObject): JsonObject {
  const keys = Object.keys(inputRequests as JsonObject);
  return { requestState, inputResponses: Object.fromEntries(keys.map((key) => [key, ACCEPTED])) };
}

const ASKED = { result: { resultType: 'input_required', requestState: expect.any(String) } };
const ANSWERED = { result: { resultType: 'complete', content: [{ text: JSON.stringify(ACCEPTED) }] } };
const REFUSED = { error: { code: -32602, message: expect.stringContaining('unknown, used or expired') } };

test('the state of one client’s call is of no use to another, on the socket or over HTTP, and still good for its own', async () => {
  const asked = await callOn(one);
  expect(asked).toMatchObject(ASKED);
  const back = answers(asked.result as JsonObject);
  expect(await callOn(other, back)).toMatchObject(REFUSED);
  expect((await callOver(back)).message).toMatchObject(REFUSED);
  expect(await callOn(one, { ...back, requestState: `${back.requestState}x` })).toMatchObject(REFUSED);
  expect(await callOn(one, { ...back, arguments: { changed: true } })).toMatchObject(REFUSED);
  expect(await callOn(one, back)).toMatchObject(ANSWERED);
  expect(await callOn(one, back)).toMatchObject(REFUSED);
});

test(`beyond ${MAX_PER_CLIENT} calls that wait a client’s next is refused at once, and cancelled at the server; others go on`, async () => {
  // Where two calls wait on one connection it cannot be told whose a question is; from then on each has its own.
  const first = (await callOver()).message.result as JsonObject;
  await callOver();
  const waiting = [first];
  while (waiting.length < MAX_PER_CLIENT) {
    const { message } = await callOver();
    expect(message).toMatchObject(ASKED);
    waiting.push(message.result as JsonObject);
  }
  expect(remote.count('notifications/cancelled')).toBe(0);
  const { message } = await callOver();
  expect(message).toMatchObject({
    result: { isError: true, content: [{ text: expect.stringContaining('Too many calls wait') }] },
  });
  await expect.poll(() => remote.count('notifications/cancelled')).toBe(1);

  const asked = await callOn(other);
  expect(await callOn(other, answers(asked.result as JsonObject))).toMatchObject(ANSWERED);
  expect((await callOver(answers(first))).message).toMatchObject(ANSWERED);
  expect((await callOver()).message).toMatchObject(ASKED);
  expect((await callOver(answers(waiting.at(-1) as JsonObject))).message).toMatchObject(ANSWERED);
});

test('a gateway that ends lets go of what waits, at once', async () => {
  const left = [...asking.values()];
  expect(left.length).toBeGreaterThan(90);
  // Hosts that are still there would find themselves another daemon.
  await Promise.all([one.close(), other.close()]);
  await stopDaemon(sandbox);
  await expect.poll(() => left.every(({ response }) => response.closed)).toBe(true);
});
