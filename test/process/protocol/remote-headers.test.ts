import { afterAll, beforeAll, expect, test } from 'vitest';
import { encodeHeaderValue } from '../../../src/protocol/http/header-value.ts';
import type { JsonObject } from '../../../src/protocol/json-rpc.ts';
import { HttpGateway } from '../../helpers/http.ts';
import { type Answer, legacyAnswer, RemoteServer } from '../../helpers/remote-server.ts';
import { openSandbox, type Sandbox } from '../../helpers/sandbox.ts';

/** What a server over HTTP is told in headers is said anew, by the names that it knows. */
const TASKS = 'io.modelcontextprotocol/tasks';
const META = { 'io.modelcontextprotocol/clientCapabilities': { extensions: { [TASKS]: {} } } };
/** `ö` fits into no header as it is. */
const NOTE = 'test://nöte';
const TASK = { taskId: 'task-1', status: 'working', ttlMs: 60_000 };

let sandbox: Sandbox;
let remote: RemoteServer;
let legacy: RemoteServer;
let gateway: HttpGateway;

const RESULTS: Readonly<Record<string, JsonObject>> = {
  'server/discover': {
    supportedVersions: ['2026-07-28'],
    capabilities: { tools: {}, resources: {}, prompts: {}, completions: {}, extensions: { [TASKS]: {} } },
  },
  'tools/list': { tools: [{ name: 'run', inputSchema: { type: 'object', properties: {} } }] },
  'resources/list': { resources: [{ uri: NOTE, name: 'note' }] },
  'resources/templates/list': { resourceTemplates: [] },
  'prompts/list': { prompts: [{ name: 'greet' }] },
  'resources/read': { contents: [] },
  'prompts/get': { messages: [] },
  'completion/complete': { completion: { values: [] } },
  'tools/call': { resultType: 'task', ...TASK },
  'tasks/get': TASK,
};
const answer: Answer = ({ message: { method } }) => {
  const result = RESULTS[method];
  if (!result) return { error: { code: -32601, message: 'no' } };
  return { result: { resultType: 'complete', ttlMs: 60_000, cacheScope: 'public', ...result } };
};

beforeAll(async () => {
  sandbox = openSandbox();
  remote = await RemoteServer.start({ answer });
  legacy = await RemoteServer.start({ answer: legacyAnswer });
  legacy.sessionId = 'the-session';
  gateway = await HttpGateway.start(sandbox, {
    servers: { remote: { url: remote.url, era: 'modern' }, legacy: { url: legacy.url, era: 'legacy' } },
  });
  expect((await ask('tools/list', {})).message).toHaveProperty('result.tools');
});
afterAll(async () => {
  await gateway.close();
  remote.close();
  legacy.close();
  await sandbox.close();
});

const ask = (method: string, params: JsonObject) => {
  const name = params.name ?? params.uri ?? params.taskId;
  const headers: Record<string, string> =
    typeof name === 'string' ? { 'mcp-name': encodeHeaderValue(name) } : {};
  return gateway.modern(method, params, { headers, meta: META });
};

test.each<[string, JsonObject, string | undefined]>([
  ['tools/call', { name: 'remote__run', arguments: {} }, 'run'],
  ['prompts/get', { name: 'remote__greet' }, 'greet'],
  ['resources/read', { uri: `remote+${NOTE}` }, NOTE],
  ['tasks/get', { taskId: 'remote+task-1' }, 'task-1'],
  [
    'completion/complete',
    { ref: { type: 'ref/prompt', name: 'remote__greet' }, argument: { name: 'a', value: '' } },
    undefined,
  ],
])('%s names its method, and what it is about as its server does', async (method, params, name) => {
  remote.requests.length = 0;
  expect((await ask(method, params)).message).toHaveProperty('result');
  const [sent] = remote.requests.filter((request) => request.method === method);
  expect(sent?.headers).toMatchObject({
    'mcp-protocol-version': '2026-07-28',
    'mcp-method': method,
    accept: expect.stringMatching(/application\/json.*text\/event-stream/),
  });
  expect(sent?.headers['mcp-name']).toBe(name && encodeHeaderValue(name));
  expect(sent?.headers).not.toHaveProperty('mcp-session-id');
});

test('a legacy server is told its version and its session, and nothing that its era does not know', async () => {
  await ask('tools/call', { name: 'legacy__echo', arguments: {} });
  const [greeting] = legacy.requests.filter(({ method }) => method === 'initialize');
  expect(greeting?.headers).not.toHaveProperty('mcp-session-id');
  const [call] = legacy.requests.filter(({ method }) => method === 'tools/call');
  expect(call?.headers).toMatchObject({
    'mcp-protocol-version': '2025-11-25',
    'mcp-session-id': 'the-session',
  });
  expect(call?.headers).not.toHaveProperty('mcp-method');
  expect(call?.headers).not.toHaveProperty('mcp-name');
});
