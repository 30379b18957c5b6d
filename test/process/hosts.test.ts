import { afterEach, beforeEach, expect, test } from 'vitest';
import { connectHost, connectModernHost, startHost } from '../helpers/host.ts';
import { openSandbox, type Sandbox } from '../helpers/sandbox.ts';

let sandbox: Sandbox;
beforeEach(() => {
  sandbox = openSandbox();
});
afterEach(() => sandbox.close());

const call = { name: 'echo__echo', arguments: { message: 'hi' } };

test('an SDK v1 host lists and calls', async () => {
  const client = await connectHost(sandbox, { fixtures: ['echo'], settings: { exposure: 'full' } });
  const { tools } = await client.listTools();
  expect(tools.map(({ name }) => name)).toContain('echo__echo');
  expect(await client.callTool(call)).toMatchObject({ content: [{ text: 'hi' }] });
  await client.close();
});

test('an SDK v2 host of 2026-07-28 lists and calls', async () => {
  const client = await connectModernHost(sandbox, { fixtures: ['echo'], settings: { exposure: 'full' } });
  const { tools } = await client.listTools();
  expect(tools.map(({ name }) => name)).toContain('echo__echo');
  expect(await client.callTool(call)).toMatchObject({ content: [{ text: 'hi' }] });
  await client.close();
});

test('a server of 2026-07-28 serves a host that knows only initialize', async () => {
  const host = startHost(sandbox, { fixtures: ['modern'] });
  await host.initialize();
  await host.request('tools/list');
  const answer = await host.request('tools/call', { name: 'modern__echo', arguments: { message: 'hi' } });
  expect(answer).toMatchObject({ result: { content: [{ text: 'hi' }] } });
  await host.close();
});
