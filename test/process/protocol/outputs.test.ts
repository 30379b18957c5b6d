import { afterAll, beforeAll, expect, test } from 'vitest';
import { connectHost, connectModernHost } from '../../helpers/host.ts';
import { openSandbox, type Sandbox } from '../../helpers/sandbox.ts';

/** Outputs that only 2026-07-28 allows, of a server that speaks nothing else. */
let sandbox: Sandbox;
const options = { fixtures: ['odd-outputs'], settings: { exposure: 'full' } };
const call = (name: string) => ({ name: `odd-outputs__${name}`, arguments: {} });

beforeAll(() => {
  sandbox = openSandbox();
});
afterAll(() => sandbox.close());

test('a legacy host lists all its tools, and the SDK v1 finds that their outputs are as they were listed', async () => {
  const host = await connectHost(sandbox, options);
  const { tools } = await host.listTools();
  expect(tools).toHaveLength(5);
  const answered = async (name: string) => (await host.callTool(call(name))).structuredContent;
  expect(await answered('list')).toEqual({ result: [{ id: 1 }] });
  expect(await answered('choice')).toEqual({ result: { id: 2 } });
  expect(await answered('nothing')).toEqual({ result: null });
  expect(await answered('object')).toEqual({ id: 3 });
  expect(await answered('elsewhere')).toEqual({ result: 'found' });
  await host.close();
});

test('a modern host is given them as the server gave them', async () => {
  const host = await connectModernHost(sandbox, options);
  const { tools } = await host.listTools();
  const schemaOf = (name: string) => tools.find((tool) => tool.name === call(name).name)?.outputSchema;
  expect(schemaOf('list')).toMatchObject({ type: 'array', items: { $ref: '#/$defs/item' } });
  expect(tools[0]?.inputSchema.properties).toEqual({ anything: true });
  // What nobody may fetch is no use to anybody.
  expect(schemaOf('elsewhere')).toBeUndefined();
  const answered = async (name: string) => (await host.callTool(call(name))).structuredContent;
  expect(await answered('list')).toEqual([{ id: 1 }]);
  expect(await answered('choice')).toEqual({ id: 2 });
  expect(await answered('nothing')).toBeNull();
  expect(await answered('elsewhere')).toBe('found');
  await host.close();
});
