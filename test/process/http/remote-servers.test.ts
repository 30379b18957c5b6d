import { afterEach, beforeEach, expect, test } from 'vitest';
import { isObject, type JsonObject } from '../../../src/protocol/json-rpc.ts';
import { HttpGateway } from '../../helpers/http.ts';
import { type Answer, legacyAnswer, RemoteServer, toolsResult } from '../../helpers/remote-server.ts';
import { openSandbox, type Sandbox } from '../../helpers/sandbox.ts';

let sandbox: Sandbox;
let remote: RemoteServer;
let gateway: HttpGateway | undefined;

beforeEach(async () => {
  sandbox = openSandbox();
  remote = await RemoteServer.start({ answer: sessionful });
  remote.sessionId = 'one';
});
afterEach(async () => {
  await gateway?.close();
  gateway = undefined;
  remote.close();
  await sandbox.close();
});

/** Knows one session at a time, and says in its own words that it does not know another. */
let refusal: [status: number, text: string] = [404, 'Session not found'];
const sessionful: Answer = (exchange) => {
  const { message, request, response } = exchange;
  if (message.method === 'initialize' || request.headers['mcp-session-id'] === remote.sessionId)
    return legacyAnswer(exchange);
  response.writeHead(refusal[0]).end(refusal[1]);
  return undefined;
};

async function start(era: string): Promise<void> {
  const servers = { remote: { type: 'http', url: remote.url, era, headers: { 'X-Key': 'secret' } } };
  gateway = await HttpGateway.start(sandbox, { servers });
}

/** A host's call; the header is one that no door minds until a schema asks for it. */
async function call(params: JsonObject): Promise<JsonObject | undefined> {
  const headers = { 'mcp-param-region': 'eu' };
  return (await gateway?.modern('tools/call', params, { headers }))?.message;
}

const ECHO = { name: 'remote__echo', arguments: {} };
const ANSWER = { result: { content: [{ text: 'secret' }] } };

test('a session that its server has forgotten is begun anew, once, and the call made', async () => {
  await start('legacy');
  expect(await call(ECHO)).toMatchObject(ANSWER);
  const answers: [number, string][] = [
    [404, 'Session not found'],
    [404, '{"jsonrpc":"2.0","id":null,"error":{"code":-32001,"message":"Session not found"}}'],
    [400, 'Bad Request: No valid session ID provided'],
  ];
  for (const answer of answers) {
    refusal = answer;
    remote.sessionId = `after ${remote.requests.length}`;
    const before = remote.count('initialize');
    expect(await call(ECHO)).toMatchObject(ANSWER);
    expect(remote.count('initialize')).toBe(before + 1);
  }
});

test('a session that is forgotten again at once fails the call, and not more than two sessions are begun', async () => {
  await start('legacy');
  expect(await call(ECHO)).toMatchObject(ANSWER);
  remote.requests.length = 0;
  remote.answer = ({ message, response, ...rest }) => {
    if (message.method === 'initialize') return legacyAnswer({ message, response, ...rest });
    response.writeHead(404).end('Session not found');
    return undefined;
  };
  expect(JSON.stringify(await call(ECHO))).toContain('forgotten the session');
  expect(remote.count('initialize')).toBeLessThanOrEqual(2);
});

test('a probe that is refused with an HTTP status tells that a server is of the legacy era', async () => {
  remote.answer = (exchange) => {
    if (exchange.message.method !== 'server/discover') return sessionful(exchange);
    exchange.response.writeHead(400).end('Bad Request: no session');
    return undefined;
  };
  await start('auto');
  expect(await call(ECHO)).toMatchObject(ANSWER);
});

test('headers that a modern server asks for are derived anew, after it refused them for another schema', async () => {
  let schema: JsonObject = { region: { type: 'string' } };
  remote.sessionId = undefined;
  remote.answer = ({ message: { id, method }, request: { headers }, response }) => {
    const hints = { resultType: 'complete', ttlMs: 0, cacheScope: 'private' };
    if (method === 'server/discover')
      return { result: { ...hints, supportedVersions: ['2026-07-28'], capabilities: { tools: {} } } };
    if (method === 'tools/list')
      return { result: { ...hints, ...(toolsResult(schema).result as JsonObject) } };
    if (method !== 'tools/call') return { error: { code: -32601, message: 'no' } };
    const isMirrored =
      headers['mcp-name'] === 'echo' && isObject(schema.region) && 'x-mcp-header' in schema.region;
    const text = `${headers['mcp-method']} ${headers['mcp-name']} ${headers['mcp-param-region']}`;
    if (isMirrored && headers['mcp-param-region'] !== 'eu') {
      response.writeHead(400, { 'content-type': 'application/json' });
      response.end(JSON.stringify({ jsonrpc: '2.0', id, error: { code: -32020, message: 'differs' } }));
      return undefined;
    }
    return { result: { resultType: 'complete', content: [{ type: 'text', text }] } };
  };
  await start('modern');
  const params = { ...ECHO, arguments: { region: 'eu' } };
  expect(await call(params)).toMatchObject({
    result: { content: [{ text: 'tools/call echo undefined' }] },
  });
  schema = { region: { type: 'string', 'x-mcp-header': 'Region' } };
  const mirrored = { result: { content: [{ text: 'tools/call echo eu' }] } };
  const before = remote.count('tools/call');
  expect(await call(params)).toMatchObject(mirrored);
  expect(remote.count('tools/call')).toBe(before + 2);

  // From now on the door, too, knows what the host's headers must say.
  const wrong: Record<string, string>[] = [
    {},
    { 'mcp-param-region': 'us' },
    { 'mcp-param-region': '=?base64?!!!?=' },
  ];
  for (const headers of wrong) {
    const refused = await gateway?.modern('tools/call', params, { headers });
    expect(refused).toMatchObject({ status: 400, message: { error: { code: -32020 } } });
  }
});

test('a server that refuses, answers nonsense or is gone fails the call with its reason, and works again after', async () => {
  await start('legacy');
  await call(ECHO);
  const failWith = async (status: number, body: string): Promise<string> => {
    remote.answer = ({ response }) => {
      response.writeHead(status, { 'content-type': 'text/plain' }).end(body);
      return undefined;
    };
    return JSON.stringify(await call(ECHO));
  };
  expect(await failWith(401, '')).toMatch(/trunkline login .*headers/);
  expect(await failWith(503, 'busy')).toContain('may have run');
  expect(await failWith(422, 'no such thing')).toContain('no such thing');
  remote.answer = sessionful;
  expect(await call(ECHO)).toMatchObject(ANSWER);
});
