import { expect, test } from 'vitest';
import { translateError } from '../../../../src/session/answer/translate-error.ts';
import { GatewayError, PeerError } from '../../../../src/shared/errors.ts';

const records: object[] = [];
const log = { debug() {}, info() {}, warn() {}, error: (fields: object) => records.push(fields) };
const legacy = (method: string) => ({ method, era: 'legacy' as const, log });
const modern = (method: string) => ({ method, era: 'modern' as const, log });

test("a server's own error keeps code and data, save for a code that the modern era forbids", () => {
  const missing = new PeerError({ code: -32002, message: 'gone', data: { uri: 'a' } });
  expect(translateError(missing, legacy('resources/read'))).toEqual({
    error: { code: -32002, message: 'gone', data: { uri: 'a' } },
  });
  expect(translateError(missing, modern('resources/read'))).toMatchObject({ error: { code: -32602 } });
  const addresses = new PeerError({ code: -32042, message: 'open these', data: { elicitations: [] } });
  expect(translateError(addresses, legacy('tools/call'))).toMatchObject({ error: { code: -32042 } });
  expect(translateError(addresses, modern('completion/complete'))).toMatchObject({ error: { code: -32603 } });
});

test('what a model can act on is a result in answer to a call, and an error elsewhere', () => {
  const down = new GatewayError('server_unavailable', 'files is not running.', { hint: 'Try again in 3 s.' });
  expect(translateError(down, legacy('tools/call'))).toMatchObject({
    result: { isError: true, content: [{ type: 'text', text: 'files is not running. Try again in 3 s.' }] },
  });
  expect(translateError(down, legacy('resources/read'))).toMatchObject({ error: { code: -31001 } });
});

test('an unknown tool is a protocol error, with the nearest names as data', () => {
  const unknown = new GatewayError('unknown_tool', 'Unknown tool: a.', { data: { nearest: ['b'] } });
  expect(translateError(unknown, legacy('tools/call'))).toMatchObject({
    error: { code: -32602, data: { nearest: ['b'] } },
  });
});

test('a bug is logged under an id, and the client sees nothing but the id', () => {
  const answer = translateError(new TypeError('secret detail'), legacy('tools/call'));
  expect(answer).toMatchObject({
    error: { code: -32603, message: expect.stringMatching(/^Internal error [0-9a-f]{8}/) },
  });
  expect(JSON.stringify(answer)).not.toContain('secret');
  expect(JSON.stringify(records)).toContain('secret detail');
});
