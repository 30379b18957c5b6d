import { expect, test } from 'vitest';
import { planBatch } from '../../../../src/calls/meta/batch/plan.ts';
import type { QualifiedName } from '../../../../src/catalog/names.ts';
import type { PublishedTool } from '../../../../src/catalog/publish.ts';
import { GatewayError } from '../../../../src/shared/errors.ts';

async function getTool(name: string): Promise<PublishedTool> {
  if (!name.startsWith('s__')) throw new GatewayError('unknown_tool', `Unknown tool: ${name}.`);
  const annotations = { readOnlyHint: name === 's__read' };
  return {
    qualifiedName: name as QualifiedName,
    serverName: 's',
    toolName: name.slice(3),
    tool: { name, annotations },
    isReadOnly: false,
    runsAsTask: false,
  };
}
const plan = (calls: unknown) => planBatch(calls, getTool);

test('a call depends on what it waits for and on what its arguments refer to', async () => {
  const [, second, third] = await plan([
    { name: 's__read' },
    { id: 'b', name: 's__write', arguments: '{"x":[{"$ref":"1#text"}]}' },
    { name: 's__read', after: ['b'] },
  ]);
  expect(second).toMatchObject({ id: 'b', isWrite: true, dependsOn: ['1'] });
  expect(third).toMatchObject({ id: '3', isWrite: false, dependsOn: ['b'] });
});

test.each([
  ['no list', undefined, 'list of calls'],
  ['too many', Array.from({ length: 33 }, () => ({ name: 's__read' })), 'at most 32'],
  ['an id used twice', [{ id: '2', name: 's__a' }, { name: 's__b' }], 'Two calls have the id 2'],
  ['an unknown reference', [{ name: 's__a', arguments: { x: { $ref: 'z#text' } } }], 'Call 1 needs z'],
  ['a call that waits for itself', [{ id: 'a', name: 's__a', after: ['a'] }], 'wait for each other: a'],
  ['an unknown tool', [{ name: 's__a' }, { name: 'nope' }], 'Call 2: Unknown tool: nope'],
  ['arguments that are no object', [{ name: 's__a', arguments: [1] }], 'Call 1: arguments must be an object'],
])('a batch with %s is refused', async (_, calls, reason) => {
  await expect(plan(calls)).rejects.toMatchObject({ code: 'invalid_arguments' });
  const error: GatewayError = await plan(calls).catch((thrown) => thrown);
  expect(error.text).toContain(reason);
});
