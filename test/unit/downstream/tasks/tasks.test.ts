import { beforeEach, expect, test } from 'vitest';
import type { Connection } from '../../../../src/downstream/connection.ts';
import { Tasks } from '../../../../src/downstream/tasks/tasks.ts';
import type { JsonObject } from '../../../../src/protocol/json-rpc.ts';
import { ManualClock } from '../../store/manual-clock.ts';
import { caller } from '../fake-server.ts';

const named = (serverName: string): Connection => ({ serverName }) as Connection;
const connection = named('one');
const state = (changes: JsonObject = {}): JsonObject => ({
  taskId: '1',
  status: 'working',
  ttl: 1_000,
  ...changes,
});
const alice = caller('alice');
const bob = caller('bob');
let clock: ManualClock;
let tasks: Tasks;

beforeEach(() => {
  clock = new ManualClock();
  tasks = new Tasks(clock);
});

test('a task is found by its own session, by no other, and not after that has ended', () => {
  tasks.add({ connection, state: state(), caller: alice });
  expect(tasks.find('1', alice)?.connection).toBe(connection);
  expect(tasks.find('1', bob)).toBeUndefined();
  expect([tasks.of(alice), tasks.of(bob)]).toEqual([['1'], []]);
  tasks.drop(alice);
  expect(tasks.find('1', alice)).toBeUndefined();
});

test('equal ids of two connections are two tasks', () => {
  const other = named('two');
  tasks.add({ connection, state: state(), caller: alice });
  tasks.add({ connection: other, state: state(), caller: bob });
  expect(tasks.find('1', bob)?.connection).toBe(other);
  tasks.forgetAll(other);
  expect(tasks.find('1', bob)).toBeUndefined();
  expect(tasks.find('1', alice)?.connection).toBe(connection);
});

test('a session that comes back under its id takes over what it had, also from the one that ends late', () => {
  tasks.add({ connection, state: state(), caller: alice });
  const again = caller('alice');
  expect(tasks.find('1', again)).toBeDefined();
  expect(tasks.callerOf(connection, '1')).toBe(again);
  tasks.drop(alice);
  expect(tasks.find('1', again)).toBeDefined();
});

test('progress ends when the task is over; a connection is at work until then', () => {
  const ended = tasks.add({ connection, state: state(), caller: alice });
  expect([ended.aborted, tasks.isRunningOn(connection)]).toEqual([false, true]);
  tasks.note(connection, state({ status: 'input_required' }));
  expect(ended.aborted).toBe(false);
  tasks.note(connection, state({ status: 'completed' }));
  expect([ended.aborted, tasks.isRunningOn(connection)]).toEqual([true, false]);
  expect(tasks.find('1', alice)).toBeDefined();
});

test('one is forgotten a while after its own time, and one without end with its session', () => {
  tasks.add({ connection, state: state(), caller: alice });
  tasks.add({ connection, state: state({ taskId: '2', ttl: null }), caller: alice });
  tasks.add({ connection, state: { taskId: '3', status: 'working', ttlMs: 1_000 }, caller: alice });
  clock.advance(62_000);
  expect(tasks.of(alice)).toEqual(['2']);
});

test('what waits for a connection to be of no use any more is called when its last task is forgotten', () => {
  const ended: string[] = [];
  tasks.whenForgotten(connection, () => ended.push('at once'));
  tasks.add({ connection, state: state(), caller: alice });
  tasks.add({ connection, state: state({ taskId: '2' }), caller: bob });
  tasks.whenForgotten(connection, () => ended.push('later'));
  tasks.drop(alice);
  expect(ended).toEqual(['at once']);
  tasks.forget(connection, '2');
  expect(ended).toEqual(['at once', 'later']);
});

test('a task that its client knows nothing of is told to nobody and found by nobody, but may ask', () => {
  const told: string[] = [];
  const quiet = caller('alice', { notify: (_server, method) => told.push(method) });
  tasks.add({ connection, state: state(), caller: quiet, isHidden: true });
  tasks.tell(connection, 'notifications/tasks/status', state());
  expect([told, tasks.of(quiet), tasks.find('1', quiet)]).toEqual([[], [], undefined]);
  expect(tasks.callerOf(connection, '1')).toBe(quiet);
});

test('only so many are remembered: the oldest makes room', () => {
  for (let n = 0; n <= 10_000; n++)
    tasks.add({ connection, state: state({ taskId: `${n}` }), caller: alice });
  expect(tasks.find('0', alice)).toBeUndefined();
  expect(tasks.of(alice)).toHaveLength(10_000);
});
