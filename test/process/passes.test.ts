import type { Client } from '@modelcontextprotocol/sdk/client/index.js';
import {
  LoggingMessageNotificationSchema,
  ResourceUpdatedNotificationSchema,
} from '@modelcontextprotocol/sdk/types.js';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { connectHost } from '../helpers/host.ts';
import { openSandbox, type Sandbox } from '../helpers/sandbox.ts';

const FULL = { exposure: 'full' };
let sandbox: Sandbox;

beforeAll(() => {
  sandbox = openSandbox();
});
afterAll(() => sandbox.close());

describe('between a legacy host and a legacy server', () => {
  let host: Client;

  beforeAll(async () => {
    host = await connectHost(sandbox, { fixtures: ['echo'], settings: FULL });
  });
  afterAll(() => host.close());

  test('tools keep everything but their name', async () => {
    const { tools } = await host.listTools();
    const add = tools.find(({ name }) => name === 'echo__add');
    expect(add?.outputSchema).toEqual({ type: 'object', properties: { sum: { type: 'number' } } });
    expect(tools.find(({ name }) => name === 'echo__echo')?.annotations).toEqual({ readOnlyHint: true });
  });

  test('text, images and structured content arrive unchanged', async () => {
    expect(await host.callTool({ name: 'echo__add', arguments: { a: 2, b: 40 } })).toEqual({
      content: [{ type: 'text', text: '42' }],
      structuredContent: { sum: 42 },
    });
    expect(await host.callTool({ name: 'echo__image', arguments: {} })).toEqual({
      content: [{ type: 'image', data: 'iVBORw0KGgo=', mimeType: 'image/png' }],
    });
  });

  test("a tool's failure stays a result, a server's error keeps its code and data", async () => {
    expect(await host.callTool({ name: 'echo__fail' })).toEqual({
      content: [{ type: 'text', text: 'It failed.' }],
      isError: true,
    });
    await expect(host.callTool({ name: 'echo__error' })).rejects.toMatchObject({
      code: -32050,
      data: { detail: 1 },
    });
  });

  test('_meta reaches the server', async () => {
    const result = await host.callTool({ name: 'echo__meta', _meta: { 'example.com/trace': 'abc' } });
    expect(JSON.parse((result.content as { text: string }[])[0]?.text ?? '')).toMatchObject({
      'example.com/trace': 'abc',
    });
  });

  test('a cancelled call is cancelled at its server', async () => {
    const cancel = new AbortController();
    const call = host.callTool({ name: 'echo__sleep', arguments: { ms: 60_000 } }, undefined, {
      signal: cancel.signal,
    });
    setTimeout(() => cancel.abort('enough'), 100);
    await expect(call).rejects.toThrow('enough');
    // The server works on while a sleep runs; that it ends within the sandbox's deadline is checked at close.
    expect(await host.callTool({ name: 'echo__echo', arguments: { message: 'next' } })).toMatchObject({
      content: [{ type: 'text', text: 'next' }],
    });
  });

  test('resources and templates are read under URIs that name their server', async () => {
    const { resources } = await host.listResources();
    expect(resources.map(({ uri }) => uri)).toEqual(['echo+test://note']);
    const { resourceTemplates } = await host.listResourceTemplates();
    expect(resourceTemplates.map(({ uriTemplate }) => uriTemplate)).toEqual(['echo+test://item/{id}']);
    expect((await host.readResource({ uri: 'echo+test://item/7' })).contents).toEqual([
      { uri: 'echo+test://item/7', mimeType: 'text/plain', text: 'This is test://item/7.' },
    ]);
    await expect(host.readResource({ uri: 'nobody+test://note' })).rejects.toMatchObject({ code: -32002 });
  });

  test('a subscriber hears of a change under the published URI, and no more once it has unsubscribed', async () => {
    const updated: string[] = [];
    host.setNotificationHandler(ResourceUpdatedNotificationSchema, ({ params }) => {
      updated.push(params.uri);
    });
    await host.subscribeResource({ uri: 'echo+test://note' });
    await host.callTool({ name: 'echo__touch' });
    await host.callTool({ name: 'echo__echo', arguments: { message: '' } });
    expect(updated).toEqual(['echo+test://note']);
    await host.unsubscribeResource({ uri: 'echo+test://note' });
    await host.callTool({ name: 'echo__touch' });
    await host.callTool({ name: 'echo__echo', arguments: { message: '' } });
    expect(updated).toEqual(['echo+test://note']);
  });

  test('prompts and completions are found by their published names', async () => {
    const { prompts } = await host.listPrompts();
    expect(prompts.map(({ name }) => name)).toEqual(['echo__greet']);
    const { messages } = await host.getPrompt({ name: 'echo__greet', arguments: { who: 'Ada' } });
    expect(messages[0]?.content).toEqual({ type: 'text', text: 'Greet Ada.' });
    const { completion } = await host.complete({
      ref: { type: 'ref/prompt', name: 'echo__greet' },
      argument: { name: 'who', value: 'x' },
    });
    expect(completion.values).toEqual(['xada', 'xbob']);
    await expect(host.getPrompt({ name: 'echo__great' })).rejects.toThrow('echo__greet');
  });

  test('log messages of a server reach the host that asked for its level', async () => {
    const messages: unknown[] = [];
    host.setNotificationHandler(LoggingMessageNotificationSchema, ({ params }) => {
      messages.push(params.data);
    });
    await host.callTool({ name: 'echo__echo', arguments: { message: '' } });
    await host.setLoggingLevel('warning');
    await host.callTool({ name: 'echo__echo', arguments: { message: '' } });
    expect(messages).toEqual(['level is warning']);
  });
});
