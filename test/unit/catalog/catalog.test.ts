import { expect, test } from 'vitest';
import { knownCatalog, snapshotOf } from './known-catalog.ts';

const SLOW = {
  name: 'slow',
  inputSchema: { type: 'object', properties: {} },
  execution: { taskSupport: 'required' },
};

/** A legacy server with one tool that runs as a task, which is able to do so or not. */
function server(capabilities: object) {
  const snapshot = snapshotOf([SLOW]);
  return {
    ...snapshot,
    identity: { ...snapshot.identity, era: 'legacy' as const, capabilities },
  } as typeof snapshot;
}

const RUNS_TASKS = { tools: {}, tasks: { requests: { tools: { call: {} } } } };

test('a server that can do something else now publishes its tools accordingly, though it lists the same', async () => {
  const catalog = await knownCatalog({ a: [] });
  catalog.update('a', server({ tools: {} }));
  expect(catalog.findTool('a__slow')).toMatchObject({ runsAsTask: false });
  expect(catalog.findTool('a__slow')?.tool).not.toHaveProperty('execution');
  const { revision } = catalog;

  expect(catalog.isNews('a', server({ tools: {} }))).toBe(false);
  expect(catalog.isNews('a', server(RUNS_TASKS))).toBe(true);
  catalog.update('a', server(RUNS_TASKS));
  expect(catalog.findTool('a__slow')).toMatchObject({
    runsAsTask: true,
    tool: { execution: { taskSupport: 'optional' } },
  });
  expect(catalog.revision).toBeGreaterThan(revision);
  catalog.update('a', server({ tools: {} }));
  expect(catalog.findTool('a__slow')?.tool).not.toHaveProperty('execution');
});

test('what a server says of itself beside that leaves what it publishes as it is', async () => {
  const catalog = await knownCatalog({ a: ['one'] });
  const before = catalog.findTool('a__one');
  const snapshot = snapshotOf(['one']);
  catalog.update('a', { ...snapshot, identity: { ...snapshot.identity, instructions: 'Other ones.' } });
  expect(catalog.findTool('a__one')).toBe(before);
  expect(catalog.snapshotOf('a')?.identity.instructions).toBe('Other ones.');
});
