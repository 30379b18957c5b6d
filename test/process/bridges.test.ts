import type { Client, ClientOptions } from '@modelcontextprotocol/client';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { JsonObject } from '../../src/protocol/json-rpc.ts';
import { connectModernHost, type RawHost, startHost } from '../helpers/host.ts';
import { openSandbox, type Sandbox } from '../helpers/sandbox.ts';

const FULL = { exposure: 'full' };
const CAPABILITIES = { roots: {}, sampling: {}, elicitation: { form: {}, url: {} } };
let sandbox: Sandbox;

beforeEach(() => {
  sandbox = openSandbox();
});
afterEach(() => sandbox.close());

const textOf = (result: unknown): string =>
  (result as { content: { text: string }[] }).content[0]?.text ?? '';

async function connectAnswering(options: ClientOptions = {}): Promise<Client> {
  const host = await connectModernHost(
    sandbox,
    { fixtures: ['asks-for-input'], settings: FULL },
    { capabilities: CAPABILITIES, ...options },
  );
  host.setRequestHandler('roots/list', async () => ({ roots: [{ uri: 'file:///one' }] }));
  host.setRequestHandler('elicitation/create', async ({ params }) =>
    params.mode === 'url' ? { action: 'accept' } : { action: 'accept', content: { name: 'Ada' } },
  );
  host.setRequestHandler('sampling/createMessage', async () => ({
    model: 'test',
    role: 'assistant',
    content: { type: 'text', text: 'Hello!' },
  }));
  return host;
}

test('a modern host is asked what a legacy server asks, and the running call goes on with its answer', async () => {
  const host = await connectAnswering();
  const call = async (name: string) =>
    JSON.parse(textOf(await host.callTool({ name: `asks-for-input__${name}` })));
  expect(await call('elicit')).toEqual({ action: 'accept', content: { name: 'Ada' } });
  expect(await call('elicit-url')).toEqual({ action: 'accept' });
  expect(await call('sample')).toMatchObject({ model: 'test' });
  expect(await call('roots')).toEqual({ roots: [{ uri: 'file:///one' }] });
  await host.close();
});

const META = {
  'io.modelcontextprotocol/protocolVersion': '2026-07-28',
  'io.modelcontextprotocol/clientCapabilities': CAPABILITIES,
};
const ELICIT = { name: 'asks-for-input__elicit', arguments: {}, _meta: META };

async function interrupted(host: RawHost): Promise<JsonObject> {
  const { result } = await host.request('tools/call', ELICIT);
  expect(result).toMatchObject({ resultType: 'input_required', requestState: expect.any(String) });
  return result as JsonObject;
}

test('a requestState is good once, and for nothing but the request that it was given for', async () => {
  const host = startHost(sandbox, { fixtures: ['asks-for-input'], settings: FULL });
  const first = await interrupted(host);
  const state = String(first.requestState);
  const inputResponses = Object.fromEntries(
    Object.keys(first.inputRequests as JsonObject).map((key) => [key, { action: 'decline' }]),
  );
  const repeat = (changes: JsonObject) =>
    host.request('tools/call', { ...ELICIT, inputResponses, requestState: state, ...changes });
  const refusal = { error: { code: -32602 } };
  expect(await repeat({ requestState: `${state.slice(0, -2)}xx` })).toMatchObject(refusal);
  expect(await repeat({ name: 'asks-for-input__sample' })).toMatchObject(refusal);
  expect(await repeat({ arguments: { other: true } })).toMatchObject(refusal);
  const { result } = await repeat({});
  expect(JSON.parse(textOf(result))).toEqual({ action: 'decline' });
  expect(await repeat({})).toMatchObject(refusal);
  host.child.stdin.end();
  await host.exit;
});

test('a modern host that declares nothing makes the question fail at once', async () => {
  const host = await connectModernHost(sandbox, { fixtures: ['asks-for-input'], settings: FULL });
  await expect(host.callTool({ name: 'asks-for-input__elicit' })).rejects.toThrow();
  await host.close();
});

test('of calls that run at the same time each one gets its own answer', async () => {
  const host = await connectAnswering();
  const name = 'asks-for-input__elicit';
  const callFour = () => Promise.allSettled(Array.from({ length: 4 }, () => host.callTool({ name })));
  // Where calls overlap for the first time it cannot be told whose a question is; from then on each has a connection.
  let refusals: string[] = [];
  for (let round = 0; round < 20 && refusals.length === 0; round++) {
    const outcomes = await callFour();
    refusals = outcomes.flatMap((outcome) => (outcome.status === 'rejected' ? String(outcome.reason) : []));
  }
  for (const refusal of refusals) expect(refusal).toContain('no certain owner');
  const results = await Promise.all(Array.from({ length: 4 }, () => host.callTool({ name })));
  for (const result of results) expect(JSON.parse(textOf(result))).toMatchObject({ action: 'accept' });
  await host.close();
});
