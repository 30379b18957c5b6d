import { expect, test } from 'vitest';
import type { Call } from '../../../src/calls/call.ts';
import { translate } from '../../../src/calls/translate.ts';
import type { JsonObject } from '../../../src/protocol/json-rpc.ts';

const inputSchema = { type: 'object', properties: { count: { type: 'integer' } }, required: ['count'] };
const callWith = (args: JsonObject | undefined, schema: JsonObject = inputSchema): Call =>
  ({ name: 'a__b', params: { arguments: args }, tool: { tool: { inputSchema: schema } } }) as unknown as Call;

test('what was mended is said in the _meta of the result, beside what the server says there', async () => {
  const call = callWith({ count: '3' });
  const result = await translate()(call, async () => ({ content: [], _meta: { own: 1 } }));
  expect(call.params.arguments).toEqual({ count: 3 });
  expect(result._meta).toEqual({
    own: 1,
    'dev.trunkline/repairs': [{ path: '/count', repair: 'read as a number' }],
  });
});

test('what fits passes as the tree that it is, and so does the result', async () => {
  const call = callWith({ count: 3 });
  const { params } = call;
  const result = { content: [] };
  expect(await translate()(call, async () => result)).toBe(result);
  expect(call.params).toBe(params);
});

test('what cannot be mended is answered with path, reason and that part of the schema, and nothing is called', async () => {
  const next = () => Promise.reject(new Error('was called'));
  await expect(translate()(callWith({ count: 'many' }), next)).rejects.toMatchObject({
    code: 'invalid_arguments',
    message: expect.stringContaining(
      '/count must be of type integer, not "many". Schema: {"type":"integer"}',
    ),
  });
  await expect(translate()(callWith(undefined), next)).rejects.toThrow('/count is required');
});

test('a tool without a word on its arguments is given whatever comes', async () => {
  const call = callWith(undefined, { type: 'object', properties: {} });
  await expect(translate()(call, async () => ({ content: [] }))).resolves.toEqual({ content: [] });
});
