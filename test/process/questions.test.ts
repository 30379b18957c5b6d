import type { Client } from '@modelcontextprotocol/sdk/client/index.js';
import {
  CreateMessageRequestSchema,
  ElicitRequestSchema,
  ListRootsRequestSchema,
} from '@modelcontextprotocol/sdk/types.js';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { connectHost } from '../helpers/host.ts';
import { openSandbox, type Sandbox } from '../helpers/sandbox.ts';

const FULL = { exposure: 'full' };
let sandbox: Sandbox;

beforeEach(() => {
  sandbox = openSandbox();
});
afterEach(() => sandbox.close());

const textOf = (result: unknown): string =>
  (result as { content: { text: string }[] }).content[0]?.text ?? '';

async function connectAnswering(roots: string[]): Promise<Client> {
  const capabilities = { roots: { listChanged: true }, sampling: {}, elicitation: { form: {}, url: {} } };
  const host = await connectHost(sandbox, { fixtures: ['asks-for-input'], settings: FULL }, { capabilities });
  host.setRequestHandler(ListRootsRequestSchema, async () => ({ roots: roots.map((uri) => ({ uri })) }));
  host.setRequestHandler(ElicitRequestSchema, async ({ params }) =>
    params.mode === 'url' ? { action: 'accept' } : { action: 'accept', content: { name: 'Ada' } },
  );
  host.setRequestHandler(CreateMessageRequestSchema, async () => ({
    model: 'test',
    role: 'assistant',
    content: { type: 'text', text: 'Hello!' },
  }));
  return host;
}

test('elicitation, by form and by URL, and sampling reach the host that is calling and its answer the server', async () => {
  const host = await connectAnswering([]);
  expect(JSON.parse(textOf(await host.callTool({ name: 'asks-for-input__elicit' })))).toEqual({
    action: 'accept',
    content: { name: 'Ada' },
  });
  expect(JSON.parse(textOf(await host.callTool({ name: 'asks-for-input__elicit-url' })))).toEqual({
    action: 'accept',
  });
  expect(JSON.parse(textOf(await host.callTool({ name: 'asks-for-input__sample' })))).toMatchObject({
    model: 'test',
  });
  await host.close();
});

test("a server that asks for roots is given the host's, also after they changed", async () => {
  const roots = ['file:///one'];
  const host = await connectAnswering(roots);
  expect(JSON.parse(textOf(await host.callTool({ name: 'asks-for-input__roots' })))).toEqual({
    roots: [{ uri: 'file:///one' }],
  });
  roots[0] = 'file:///two';
  await host.sendRootsListChanged();
  expect(JSON.parse(textOf(await host.callTool({ name: 'asks-for-input__roots' })))).toEqual({
    roots: [{ uri: 'file:///two' }],
  });
  await host.close();
});

test('a host that cannot be asked makes the question fail at once, not hang', async () => {
  const host = await connectHost(sandbox, { fixtures: ['asks-for-input'], settings: FULL });
  await expect(host.callTool({ name: 'asks-for-input__elicit' })).rejects.toThrow(
    'does not offer elicitation',
  );
  expect(JSON.parse(textOf(await host.callTool({ name: 'asks-for-input__roots' })))).toEqual({ roots: [] });
  await host.close();
});
