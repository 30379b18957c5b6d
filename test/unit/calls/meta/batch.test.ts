import { expect, test } from 'vitest';
import type { CallToolResult } from '../../../../src/calls/call.ts';
import { Batch, type Outcome } from '../../../../src/calls/meta/batch/batch.ts';
import type { PlannedCall } from '../../../../src/calls/meta/batch/plan.ts';
import { withReferences } from '../../../../src/calls/meta/batch/references.ts';
import type { JsonObject } from '../../../../src/protocol/json-rpc.ts';
import { Random } from '../../../helpers/random.ts';

type Execute = (call: PlannedCall, args: JsonObject) => Promise<CallToolResult>;
interface Rules {
  readonly stopsOnError?: boolean;
  readonly parallelWrites?: boolean;
  readonly signal?: AbortSignal;
}

const planned = (id: string, more: Partial<PlannedCall> = {}): PlannedCall => ({
  id,
  qualifiedName: 's__read',
  serverName: 's',
  isWrite: false,
  args: { id },
  dependsOn: [],
  ...more,
});
const textResult = (text: string): CallToolResult => ({ content: [{ type: 'text', text }] });
const FAILURE: CallToolResult = { ...textResult('no'), isError: true };

function runBatch(calls: readonly PlannedCall[], execute: Execute, rules: Rules = {}): Promise<Outcome[]> {
  const { stopsOnError = false, parallelWrites = false, signal = new AbortController().signal } = rules;
  return new Batch(calls, {
    execute,
    stopsOnError,
    parallelWrites,
    signal,
    now: () => 0,
    onOutcome: () => {},
  }).run();
}

/** Some turns of the event loop, so that calls overtake each other. */
async function turns(count: number): Promise<void> {
  for (let turn = 0; turn < count; turn++) await new Promise(setImmediate);
}

/** A tool that is a function of its arguments, and now and then fails. */
function answer({ qualifiedName }: PlannedCall, args: JsonObject): CallToolResult {
  const text = JSON.stringify([qualifiedName, args]);
  const isError = text.length % 7 === 0;
  return isError ? FAILURE : { ...textResult(text), structuredContent: { length: text.length } };
}

function randomCalls(random: Random): PlannedCall[] {
  const count = 1 + random.below(20);
  const calls = Array.from({ length: count }, (_, index): PlannedCall => {
    const earlier = Array.from({ length: index }, (_, i) => `c${i}`).filter(() => random.below(4) === 0);
    const serverName = random.pick(['a', 'b']);
    const isWrite = random.below(2) === 0;
    const refs = earlier.map((id) => ({
      $ref: random.pick([`${id}#text`, `${id}#/structuredContent/length`]),
    }));
    return {
      id: `c${index}`,
      qualifiedName: `${serverName}__${isWrite ? 'write' : 'read'}`,
      serverName,
      isWrite,
      args: { value: random.below(3), refs },
      dependsOn: earlier,
    };
  });
  return calls
    .map((call) => ({ call, at: random.next() }))
    .sort((x, y) => x.at - y.at)
    .map(({ call }) => call);
}

/** One call after the other, each after those it needs. */
function runInOrder(calls: readonly PlannedCall[]): Map<string, string> {
  const results = new Map<string, CallToolResult>();
  const statuses = new Map<string, string>();
  const inOrder = [...calls].sort((x, y) => Number(x.id.slice(1)) - Number(y.id.slice(1)));
  for (const call of inOrder) {
    if (call.dependsOn.some((id) => statuses.get(id) !== 'ok')) {
      statuses.set(call.id, 'skipped');
      continue;
    }
    const result = answer(
      call,
      withReferences(call.args, (id) => results.get(id)),
    );
    statuses.set(call.id, result.isError ? 'failed' : 'ok');
    results.set(call.id, result);
  }
  return new Map(
    inOrder.map(({ id }) => [id, `${statuses.get(id)} ${JSON.stringify(results.get(id) ?? null)}`]),
  );
}

test.each(Array.from({ length: 200 }, (_, seed) => seed))(
  'a batch gives what its calls give one after the other (seed %i)',
  async (seed) => {
    const random = new Random(seed);
    const calls = randomCalls(random);
    const writing = new Map<string, number>();
    const outcomes = await runBatch(calls, async (call, args) => {
      const writes = (writing.get(call.serverName) ?? 0) + (call.isWrite ? 1 : 0);
      writing.set(call.serverName, writes);
      expect(writes).toBeLessThanOrEqual(1);
      await turns(random.below(4));
      if (call.isWrite) writing.set(call.serverName, 0);
      return answer(call, args);
    });
    const reference = runInOrder(calls);
    for (const [index, { id }] of calls.entries()) {
      const { status, result } = outcomes[index] as Outcome;
      const said = status === 'skipped' ? null : result;
      expect(`${status} ${JSON.stringify(said)}`).toBe(reference.get(id));
    }
  },
);

test('independent reads are all in flight at once', async () => {
  let running = 0;
  let most = 0;
  const calls = Array.from({ length: 31 }, (_, index) => planned(`r${index}`));
  await runBatch(calls, async () => {
    most = Math.max(most, ++running);
    await turns(1);
    running--;
    return textResult('');
  });
  expect(most).toBe(31);
});

test('equal reads run once, and once more after a write to their server', async () => {
  const runs: string[] = [];
  const same = { args: { path: 'x' } };
  const write = planned('w', { isWrite: true, qualifiedName: 's__write', dependsOn: ['a', 'b'] });
  const calls = [planned('a', same), planned('b', same), write, planned('c', { ...same, dependsOn: ['w'] })];
  await runBatch(calls, async ({ id }) => {
    runs.push(id);
    return textResult('');
  });
  expect(runs).toEqual(['a', 'w', 'c']);
});

test('after a failure nothing more is started where that is asked', async () => {
  const write = { isWrite: true };
  const calls = [planned('a', write), planned('b', write), planned('c', write)];
  const execute: Execute = async ({ id }) => (id === 'a' ? FAILURE : textResult(id));
  const statuses = async (rules: Rules): Promise<string[]> =>
    (await runBatch(calls, execute, rules)).map(({ status }) => status);
  expect(await statuses({ stopsOnError: true })).toEqual(['failed', 'skipped', 'skipped']);
  expect(await statuses({})).toEqual(['failed', 'ok', 'ok']);
});

test('nothing is started once the time is up', async () => {
  const controller = new AbortController();
  const write = { isWrite: true };
  const execute: Execute = async () => {
    controller.abort();
    return textResult('');
  };
  const outcomes = await runBatch([planned('a', write), planned('b', write)], execute, {
    signal: controller.signal,
  });
  expect(outcomes.map(({ status }) => status)).toEqual(['ok', 'skipped']);
});

test('a reference that leads nowhere fails its call alone, and that call does not run', async () => {
  const runs: string[] = [];
  const calls = [planned('a'), planned('b', { args: { x: { $ref: 'a#/content/7' } }, dependsOn: ['a'] })];
  const outcomes = await runBatch(calls, async ({ id }) => {
    runs.push(id);
    return textResult('');
  });
  expect(outcomes.map(({ status }) => status)).toEqual(['ok', 'failed']);
  expect(runs).toEqual(['a']);
});

test('text that is JSON is read as structured content, and a $ref of a JSON Schema is left alone', () => {
  const schema = { $ref: '#/$defs/x' };
  const args = { value: { $ref: 'a#/structuredContent/items/0' }, schema };
  expect(withReferences(args, () => textResult('{"items":["first"]}'))).toEqual({ value: 'first', schema });
});
