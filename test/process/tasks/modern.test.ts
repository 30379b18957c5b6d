import { afterAll, beforeAll, expect, test } from 'vitest';
import type { JsonObject } from '../../../src/protocol/json-rpc.ts';
import { matrixEntry } from '../../helpers/fixture-servers.ts';
import { type RawHost, startHost } from '../../helpers/host.ts';
import { openSandbox, type Sandbox } from '../../helpers/sandbox.ts';

const EXTENSION = 'io.modelcontextprotocol/tasks';
const VERSION = 'io.modelcontextprotocol/protocolVersion';
const CAPABILITIES = 'io.modelcontextprotocol/clientCapabilities';
const KNOWS = {
  [VERSION]: '2026-07-28',
  [CAPABILITIES]: { elicitation: { form: {} }, extensions: { [EXTENSION]: {} } },
};
const KNOWS_NOT = { [VERSION]: '2026-07-28', [CAPABILITIES]: {} };
const NEEDED = { code: -32021, data: { requiredCapabilities: { extensions: { [EXTENSION]: {} } } } };
let sandbox: Sandbox;
let host: RawHost;

beforeAll(async () => {
  sandbox = openSandbox();
  const servers = { one: matrixEntry('modern'), two: matrixEntry('modern'), old: matrixEntry('legacy') };
  host = startHost(sandbox, { servers, settings: { exposure: 'full' } });
  await ask('tools/list', {});
});
afterAll(async () => {
  await host.close();
  await sandbox.close();
});

function ask(method: string, params: JsonObject, meta: JsonObject = KNOWS): Promise<JsonObject> {
  return host.request(method, { ...params, _meta: meta });
}

async function start(name: string, args: JsonObject = {}): Promise<string> {
  const { result } = await ask('tools/call', { name, arguments: args });
  expect(result).toMatchObject({ resultType: 'task', status: 'working', ttlMs: 60_000, pollIntervalMs: 10 });
  return String((result as JsonObject).taskId);
}

const finish = (server: string) => ask('tools/call', { name: `${server}__finish`, arguments: {} });

test('the extension is announced, since servers behind have it, and the older form is not', async () => {
  const { result } = await ask('server/discover', {});
  expect(result).toMatchObject({ capabilities: { extensions: { [EXTENSION]: {} } } });
  expect((result as { capabilities: object }).capabilities).not.toHaveProperty('tasks');
});

test('a task is polled by the id that it was given here, to the result of the call', async () => {
  const taskIds = [await start('one__long'), await start('two__long')];
  expect(new Set(taskIds).size).toBe(2);
  await finish('two');
  const [working, completed] = await Promise.all(taskIds.map((taskId) => ask('tasks/get', { taskId })));
  expect(working).toMatchObject({
    result: { resultType: 'complete', taskId: taskIds[0], status: 'working' },
  });
  expect(completed).toMatchObject({
    result: {
      taskId: taskIds[1],
      status: 'completed',
      result: { content: [{ text: 'completed' }, { type: 'resource_link', uri: 'two+test://note' }] },
    },
  });
  expect(await ask('tasks/cancel', { taskId: taskIds[0] })).toMatchObject({
    result: { resultType: 'complete' },
  });
  expect(await ask('tasks/get', { taskId: taskIds[0] })).toMatchObject({ result: { status: 'cancelled' } });
});

test('a question in the course of a task is answered with tasks/update', async () => {
  const { result } = await ask('tools/call', { name: 'one__long', arguments: { asks: true } });
  const { taskId } = result as JsonObject;
  const waiting = await ask('tasks/get', { taskId });
  expect(waiting.result).toMatchObject({
    status: 'input_required',
    inputRequests: { question: { params: { _meta: { 'dev.trunkline/server': 'one' } } } },
  });
  const inputResponses = { question: { action: 'accept', content: { name: 'Ada' } } };
  expect(await ask('tasks/update', { taskId, inputResponses })).toMatchObject({
    result: { resultType: 'complete' },
  });
  expect(JSON.stringify(await ask('tasks/get', { taskId }))).toContain('Ada');
});

test('who listens for a task is told its state, and of no other', async () => {
  const [taskId, unheard] = [await start('one__long'), await start('one__long')];
  const listening = { notifications: { taskIds: [taskId, 'one+task-999'] }, _meta: KNOWS };
  host.send({ jsonrpc: '2.0', id: 'listen', method: 'subscriptions/listen', params: listening });
  const ack = await host.next(({ method }) => method === 'notifications/subscriptions/acknowledged');
  expect(ack.params).toMatchObject({ notifications: { taskIds: [taskId] } });
  await finish('one');
  const told = await host.next(({ method }) => method === 'notifications/tasks');
  expect(told.params).toMatchObject({
    taskId,
    status: 'completed',
    result: { content: [{ text: 'completed' }, { uri: 'one+test://note' }] },
    _meta: { 'io.modelcontextprotocol/subscriptionId': 'listen' },
  });
  expect(await ask('tasks/get', { taskId: unheard })).toMatchObject({ result: { status: 'completed' } });
  expect(host.received.filter(({ method }) => method === 'notifications/tasks')).toHaveLength(1);
});

test('a client that does not know the extension is given results, and told what it needs for more', async () => {
  const { result } = await ask('tools/call', { name: 'one__long', arguments: {} }, KNOWS_NOT);
  expect(result).toMatchObject({ resultType: 'complete', content: [{ text: 'done at once' }] });
  const needing: [string, JsonObject][] = [
    ['tasks/get', { taskId: 'one+task-1' }],
    ['tasks/update', { taskId: 'one+task-1', inputResponses: {} }],
    ['tasks/cancel', { taskId: 'one+task-1' }],
    ['subscriptions/listen', { notifications: { taskIds: ['one+task-1'] } }],
    ['tools/call', { name: 'one__only-as-task', arguments: {} }],
  ];
  for (const [method, params] of needing)
    expect(await ask(method, params, KNOWS_NOT), method).toMatchObject({ error: NEEDED });
});

test('an unknown id is refused, and so is what the extension has not', async () => {
  for (const taskId of ['one+task-999', 'nobody+task-1', 'task-1', ''])
    expect(await ask('tasks/get', { taskId })).toMatchObject({ error: { code: -32602 } });
  expect(await ask('tasks/list', {})).toMatchObject({ error: { code: -32601 } });
  expect(await ask('tasks/result', { taskId: 'one+task-1' })).toMatchObject({ error: { code: -32601 } });
});

test('a tool of a legacy server that runs as a task only is run for a modern call, and asks in its course', async () => {
  const asked = await ask('tools/call', { name: 'old__only-as-task', arguments: { asks: true } });
  expect(asked).toMatchObject({ result: { resultType: 'input_required' } });
  const { result } = asked;
  const { inputRequests, requestState } = result as { inputRequests: JsonObject; requestState: string };
  const inputResponses = Object.fromEntries(
    Object.keys(inputRequests).map((key) => [key, { action: 'accept', content: { name: 'Ada' } }]),
  );
  const answered = await ask('tools/call', {
    name: 'old__only-as-task',
    arguments: { asks: true },
    inputResponses,
    requestState,
  });
  expect(JSON.stringify(answered.result)).toContain('Ada');
});
