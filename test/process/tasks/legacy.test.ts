import { afterAll, beforeAll, expect, test } from 'vitest';
import type { JsonObject } from '../../../src/protocol/json-rpc.ts';
import { stopDaemon } from '../../helpers/daemon.ts';
import { matrixEntry } from '../../helpers/fixture-servers.ts';
import { type HostOptions, type RawHost, startHost } from '../../helpers/host.ts';
import { openSandbox, type Sandbox } from '../../helpers/sandbox.ts';

const RELATED = 'io.modelcontextprotocol/related-task';
let sandbox: Sandbox;
let host: RawHost;
let other: RawHost;

async function connect(options: HostOptions): Promise<RawHost> {
  const connected = startHost(sandbox, { ...options, throughDaemon: true });
  await connected.initialize({ elicitation: { form: {} } });
  return connected;
}

/** Two hosts in front of two servers that give their tasks the same, easily guessed ids. */
beforeAll(async () => {
  sandbox = openSandbox();
  const servers = {
    one: matrixEntry('legacy'),
    two: matrixEntry('legacy'),
    alone: { ...matrixEntry('legacy'), isolation: 'call' },
  };
  const options = { servers, settings: { exposure: 'full' } };
  // What a server can do is known, and announced, once it has run.
  const first = await connect(options);
  for (const server of ['two', 'alone'])
    await first.request('tools/call', { name: `${server}__echo`, arguments: { message: '' } });
  await first.close();
  host = await connect(options);
  other = await connect(options);
});
afterAll(async () => {
  await Promise.all([host.close(), other.close()]);
  await stopDaemon(sandbox);
  await sandbox.close();
});

const NOT_FOUND = { error: { code: -32602, message: expect.stringContaining('Task not found') } };

async function start(
  from: RawHost,
  name: string,
  args: JsonObject = {},
  _meta: JsonObject = {},
): Promise<string> {
  const answer = await from.request('tools/call', { name, arguments: args, task: { ttl: 60_000 }, _meta });
  const { task } = answer.result as { task: JsonObject };
  return String(task.taskId);
}

const finish = (from: RawHost, server: string) =>
  from.request('tools/call', { name: `${server}__finish`, arguments: {} });

test('tasks are announced, since a server behind has them, to every host alike', async () => {
  const capabilities = { list: {}, cancel: {}, requests: { tools: { call: {} } } };
  for (const each of [host, other]) {
    const { result } = await each.next(({ id }) => id === 'host-1');
    expect(result).toMatchObject({ capabilities: { tasks: capabilities } });
  }
});

test('a task is followed by the id that it was given here, to the result that the call would have had', async () => {
  const taskId = await start(host, 'one__long');
  expect(await host.request('tasks/get', { taskId })).toMatchObject({
    result: { taskId, status: 'working' },
  });
  const result = host.request('tasks/result', { taskId });
  await finish(host, 'one');
  expect(await result).toMatchObject({
    result: {
      content: [{ text: 'completed' }, { type: 'resource_link', uri: 'one+test://note' }],
      _meta: { [RELATED]: { taskId } },
    },
  });
  await host.next(({ method, params }) => {
    const { taskId: told, status } = (params ?? {}) as JsonObject;
    return method === 'notifications/tasks/status' && told === taskId && status === 'completed';
  });
});

test('of two servers with the same task ids each is asked of its own', async () => {
  const taskIds = await Promise.all([start(host, 'one__long'), start(host, 'two__long')]);
  expect(new Set(taskIds).size).toBe(2);
  await host.request('tasks/cancel', { taskId: taskIds[1] });
  const states = await Promise.all(taskIds.map((taskId) => host.request('tasks/get', { taskId })));
  expect(states).toMatchObject([{ result: { status: 'working' } }, { result: { status: 'cancelled' } }]);
  await finish(host, 'one');
});

test("another session's task is not found, whatever is asked of it, and says nothing to others", async () => {
  const taskId = await start(host, 'one__long', {}, { progressToken: 'mine' });
  for (const method of ['tasks/get', 'tasks/result', 'tasks/cancel'])
    expect(await other.request(method, { taskId })).toMatchObject(NOT_FOUND);
  const { result } = await other.request('tasks/list');
  expect(result).toEqual({ tasks: [] });
  await finish(other, 'one');
  await host.next(
    ({ method, params }) =>
      method === 'notifications/tasks/status' && (params as JsonObject).taskId === taskId,
  );
  expect(other.received.filter(({ method }) => String(method).startsWith('notifications/tasks'))).toEqual([]);
});

test('progress goes on after the task was started, under the token of the call', async () => {
  const progressToken = 'lasting';
  const taskId = await start(host, 'one__long', {}, { progressToken });
  await finish(host, 'one');
  const told = await host.next(
    ({ method, params }) =>
      method === 'notifications/progress' && (params as JsonObject).progressToken === progressToken,
  );
  expect(told.params).toEqual({ progressToken, progress: 1 });
  expect(await host.request('tasks/get', { taskId })).toMatchObject({ result: { status: 'completed' } });
});

test('every task of the session is listed, by the ids that it knows', async () => {
  const taskId = await start(host, 'two__long');
  const { result } = await host.request('tasks/list');
  const { tasks } = result as { tasks: JsonObject[] };
  expect(tasks).toContainEqual(expect.objectContaining({ taskId, status: 'working' }));
  expect(tasks.map((task) => String(task.taskId).split('+')[0])).toEqual(
    expect.arrayContaining(['one', 'two']),
  );
  expect(await host.request('tasks/list', { cursor: 'foreign' })).toMatchObject({ error: { code: -32602 } });
});

test('a question in the course of a task goes to the host whose task it is, though others are calling', async () => {
  const taskId = await start(host, 'one__long', { asks: true });
  void other.request('tools/call', { name: 'one__wait', arguments: {} });
  const result = host.request('tasks/result', { taskId });
  const question = await host.next(({ method }) => method === 'elicitation/create');
  expect(question.params).toMatchObject({ _meta: { [RELATED]: { taskId }, 'dev.trunkline/server': 'one' } });
  host.send({ jsonrpc: '2.0', id: question.id, result: { action: 'accept', content: { name: 'Ada' } } });
  expect(JSON.stringify(await result)).toContain('Ada');
});

test('a tool that has no tasks is not run as one; one that has only tasks is run for a plain call', async () => {
  expect(await host.request('tools/call', { name: 'one__echo', arguments: {}, task: {} })).toMatchObject({
    error: { code: -32601 },
  });
  host.received.length = 0;
  const call = host.request('tools/call', { name: 'one__only-as-task', arguments: {} });
  await expect
    .poll(async () => {
      await finish(host, 'one');
      return host.received.some(({ result }) => JSON.stringify(result)?.includes('completed'));
    })
    .toBe(true);
  const { result } = await call;
  expect(result).not.toHaveProperty('_meta');
  expect(host.received.filter(({ method }) => method === 'notifications/tasks/status')).toEqual([]);
});

test('where each call has a process to itself, its task keeps it', async () => {
  const taskId = await start(host, 'alone__long');
  expect(await host.request('tasks/get', { taskId })).toMatchObject({ result: { status: 'working' } });
  expect(await host.request('tasks/cancel', { taskId })).toMatchObject({ result: { status: 'cancelled' } });
});
