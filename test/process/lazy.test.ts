import type { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { fixtureEntry } from '../helpers/fixture-servers.ts';
import { connectHost } from '../helpers/host.ts';
import { openSandbox, type Sandbox } from '../helpers/sandbox.ts';

let sandbox: Sandbox;
let host: Client;

beforeAll(async () => {
  sandbox = openSandbox();
  host = await connectHost(sandbox, {
    servers: {
      first: { ...fixtureEntry('echo'), readOnly: ['echo'] },
      second: { ...fixtureEntry('echo'), env: { NAME: 'second' } }, // else it would be the same, and known at once
    },
    settings: { exposure: 'lazy', pinned: ['second__counter'] },
  });
});
afterAll(async () => {
  await host.close();
  await sandbox.close();
});

const text = (result: object): string =>
  (result as { content: { text: string }[] }).content.map((block) => block.text).join('\n');
const call = (name: string, args: Record<string, unknown>) => host.callTool({ name, arguments: args });

test('a lazy list holds the meta-tools and what is pinned, the same before and after calls', async () => {
  const { tools } = await host.listTools();
  expect(tools.map(({ name }) => name)).toEqual([
    'find_tools',
    'describe_tools',
    'call_tool',
    'call_read_tool',
    'call_tools',
    'second__counter',
  ]);
  await call('find_tools', { queries: ['echo'] });
  expect(await host.listTools()).toEqual({ tools });
});

test('a tool is found, described and called', async () => {
  const found = await call('find_tools', { queries: ['count calls'], servers: ['second'] });
  expect(text(found)).toContain('second__counter()');
  expect(found.structuredContent).toHaveProperty('tools.0.name', 'second__counter');
  const described = await call('describe_tools', { names: ['first__add', 'first__addd'] });
  expect(text(described)).toContain('"properties":{"a":{"type":"number"},"b":{"type":"number"}}');
  expect(text(described)).toContain('Did you mean first__add');
  const direct = await call('first__add', { a: 2, b: 40 });
  expect(direct).toEqual({ content: [{ type: 'text', text: '42' }], structuredContent: { sum: 42 } });
  expect(await call('call_tool', { name: 'first__add', arguments: { a: 2, b: 40 } })).toEqual(direct);
  expect(await call('call_tool', { name: 'first.add', arguments: '{"a":2,"b":40}' })).toEqual(direct);
  expect(await call('first/add', { a: 2, b: 40 })).toEqual(direct);
});

test('a name that two servers have is asked back with both', async () => {
  await expect(call('add', { a: 1, b: 1 })).rejects.toThrow('first__add, second__add');
  const asked = await call('call_tool', { name: 'add', arguments: {} });
  expect(asked.isError).toBe(true);
  expect(text(asked)).toContain('first__add, second__add');
});

test('a JSON-RPC error of a tool comes through call_tool as it is', async () => {
  await expect(call('call_tool', { name: 'first__error' })).rejects.toMatchObject({ code: -32050 });
});

test('call_read_tool calls what the configuration calls read-only, whatever a server says of itself', async () => {
  const args = { message: 'hello' };
  expect(text(await call('call_read_tool', { name: 'first__echo', arguments: args }))).toBe('hello');
  const refused = await call('call_read_tool', { name: 'second__echo', arguments: args });
  expect(refused.isError).toBe(true);
  expect(text(refused)).toContain('not known to be read-only');
});

test('a batch passes results on and reports in order', async () => {
  const result = await call('call_tools', {
    calls: [
      { id: 'c', name: 'second__echo', arguments: { message: { $ref: 'b#text' } } },
      { id: 'b', name: 'first__add', arguments: { a: { $ref: 'a#/structuredContent/sum' }, b: 2 } },
      { id: 'a', name: 'first__add', arguments: { a: 20, b: 20 } },
      { id: 'd', name: 'first__fail' },
      { id: 'e', name: 'second__echo', arguments: { message: '' }, after: ['d'] },
    ],
  });
  expect(result.structuredContent).toMatchObject({
    results: [
      { id: 'c', status: 'ok', text: '42' },
      { id: 'b', status: 'ok', structuredContent: { sum: 42 } },
      { id: 'a', status: 'ok', structuredContent: { sum: 40 } },
      { id: 'd', status: 'failed', text: 'It failed.' },
      { id: 'e', status: 'skipped' },
    ],
  });
});

test('arguments that cannot be meant otherwise are mended, and all others answered in a way that a model can act on', async () => {
  const mended = await call('first__add', { a: '2', b: 40 });
  expect(text(mended)).toBe('42');
  expect(mended._meta).toEqual({ 'dev.trunkline/repairs': [{ path: '/a', repair: 'read as a number' }] });
  const refused = await call('call_tool', { name: 'first__add', arguments: { a: 'two', b: 40 } });
  expect(refused.isError).toBe(true);
  expect(text(refused)).toContain('/a must be of type number, not "two". Schema: {"type":"number"}');
  const listed = await call('describe_tools', { names: '["first__add"]' });
  expect(text(listed)).toContain('"properties":{"a"');
});

test('a batch that cannot work is refused before any of it runs', async () => {
  const refused = await call('call_tools', {
    calls: [
      { id: 'a', name: 'second__counter' },
      { id: 'b', name: 'second__counter', after: ['c'] },
      { id: 'c', name: 'second__counter', after: ['b'] },
    ],
  });
  expect(refused.isError).toBe(true);
  expect(text(refused)).toContain('b, c');
  expect(text(await call('second__counter', {}))).toBe('1');
});
