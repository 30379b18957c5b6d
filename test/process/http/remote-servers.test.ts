import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { json } from 'node:stream/consumers';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { isObject, type JsonObject, type JsonRpcRequest } from '../../../src/protocol/json-rpc.ts';
import { HttpGateway } from '../../helpers/http.ts';
import { openSandbox, type Sandbox } from '../../helpers/sandbox.ts';

type Answer = (
  message: JsonRpcRequest,
  request: IncomingMessage,
  response: ServerResponse,
) => JsonObject | undefined;

let sandbox: Sandbox;
let remote: Server;
let gateway: HttpGateway | undefined;
let answer: Answer;
/** Methods as they arrived. */
let received: string[];

beforeEach(async () => {
  sandbox = openSandbox();
  received = [];
  remote = createServer(async (request, response) => {
    if (request.method !== 'POST') {
      response.writeHead(405).end();
      return;
    }
    const message = (await json(request)) as JsonRpcRequest;
    received.push(message.method);
    if (message.id === undefined) {
      response.writeHead(202).end();
      return;
    }
    const outcome = answer(message, request, response);
    if (!outcome) return; // it has answered itself
    response.writeHead(200, { 'content-type': 'application/json', 'mcp-session-id': SESSION.id });
    response.end(JSON.stringify({ jsonrpc: '2.0', id: message.id, ...outcome }));
  });
  remote.listen(0, '127.0.0.1');
  await once(remote, 'listening');
});
afterEach(async () => {
  await gateway?.close();
  gateway = undefined;
  remote.closeAllConnections();
  remote.close();
  await sandbox.close();
});

const SESSION = { id: 'one' };
const tools = (schema: JsonObject = {}): JsonObject => ({
  result: { tools: [{ name: 'echo', inputSchema: { type: 'object', properties: schema } }] },
});

/** A legacy server that knows one session at a time. */
const legacy: Answer = ({ method, params }, request, response) => {
  if (method === 'initialize') {
    const { protocolVersion } = params ?? {};
    return {
      result: { protocolVersion, capabilities: { tools: {} }, serverInfo: { name: 'r', version: '1' } },
    };
  }
  if (request.headers['mcp-session-id'] !== SESSION.id) {
    response.writeHead(404).end('Session not found');
    return undefined;
  }
  if (method === 'tools/list') return tools();
  return { result: { content: [{ type: 'text', text: String(request.headers['x-key']) }] } };
};

async function start(era: string): Promise<void> {
  const url = `http://127.0.0.1:${(remote.address() as AddressInfo).port}/mcp`;
  const servers = { remote: { type: 'http', url, era, headers: { 'X-Key': 'secret' } } };
  gateway = await HttpGateway.start(sandbox, { servers });
}

/** A host's call; the header is one that no door minds until a schema asks for it. */
async function call(params: JsonObject): Promise<JsonObject | undefined> {
  const headers = { 'mcp-param-region': 'eu' };
  return (await gateway?.modern('tools/call', params, { headers }))?.message;
}

const ECHO = { name: 'remote__echo', arguments: {} };

test('a session that its server has forgotten is begun anew, once, and the call made', async () => {
  answer = legacy;
  SESSION.id = 'one';
  await start('legacy');
  expect(await call(ECHO)).toMatchObject({ result: { content: [{ text: 'secret' }] } });
  SESSION.id = 'two';
  received = [];
  expect(await call(ECHO)).toMatchObject({ result: { content: [{ text: 'secret' }] } });
  expect(received.filter((method) => method === 'initialize')).toHaveLength(1);
});

test('a probe that is refused with an HTTP status tells that a server is of the legacy era', async () => {
  answer = (message, request, response) => {
    if (message.method !== 'server/discover') return legacy(message, request, response);
    response.writeHead(400).end('Bad Request: no session');
    return undefined;
  };
  await start('auto');
  expect(await call(ECHO)).toMatchObject({ result: { content: [{ text: 'secret' }] } });
});

test('headers that a modern server asks for are derived anew, after it refused them for another schema', async () => {
  let schema: JsonObject = { region: { type: 'string' } };
  answer = ({ method }, { headers }, response) => {
    const hints = { resultType: 'complete', ttlMs: 0, cacheScope: 'private' };
    if (method === 'server/discover')
      return { result: { ...hints, supportedVersions: ['2026-07-28'], capabilities: { tools: {} } } };
    if (method === 'tools/list') return { result: { ...hints, ...(tools(schema).result as JsonObject) } };
    if (method !== 'tools/call') return { error: { code: -32601, message: 'no' } };
    const isMirrored =
      headers['mcp-name'] === 'echo' && isObject(schema.region) && 'x-mcp-header' in schema.region;
    const text = `${headers['mcp-method']} ${headers['mcp-name']} ${headers['mcp-param-region']}`;
    if (isMirrored && headers['mcp-param-region'] !== 'eu') {
      response.writeHead(400, { 'content-type': 'application/json' });
      response.end(JSON.stringify({ jsonrpc: '2.0', id: null, error: { code: -32020, message: 'differs' } }));
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
  expect(await call(params)).toMatchObject(mirrored);
});

test('a server that refuses, answers nonsense or is gone fails the call with its reason, and works again after', async () => {
  answer = legacy;
  SESSION.id = 'one';
  await start('legacy');
  await call(ECHO);
  const failWith = async (status: number, body: string): Promise<string> => {
    answer = (_message, _request, response) => {
      response.writeHead(status, { 'content-type': 'text/plain' }).end(body);
      return undefined;
    };
    return JSON.stringify(await call(ECHO));
  };
  expect(await failWith(401, '')).toContain('credentials');
  expect(await failWith(503, 'busy')).toContain('may have run');
  expect(await failWith(422, 'no such thing')).toContain('no such thing');
  answer = legacy;
  expect(await call(ECHO)).toMatchObject({ result: { content: [{ text: 'secret' }] } });
});
