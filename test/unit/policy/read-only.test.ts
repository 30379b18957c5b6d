import { expect, test } from 'vitest';
import { isReadOnly } from '../../../src/policy/read-only.ts';

const CLAIMS = { name: 'get_x', annotations: { readOnlyHint: true } };

test('a server’s own word counts only where it is believed', () => {
  expect(isReadOnly('get_x', CLAIMS, { tools: [], trustsAnnotations: false })).toBe(false);
  expect(isReadOnly('get_x', CLAIMS, { tools: [], trustsAnnotations: true })).toBe(true);
  expect(isReadOnly('set_x', { name: 'set_x' }, { tools: [], trustsAnnotations: true })).toBe(false);
});

test('the configuration’s word counts for the tools it names', () => {
  const rules = { tools: ['get_*'], trustsAnnotations: false };
  expect(isReadOnly('get_x', {}, rules)).toBe(true);
  expect(isReadOnly('set_x', CLAIMS, rules)).toBe(false);
});

test('the reading tools of a well-known server are known, unless the configuration says which are', () => {
  const program = '@modelcontextprotocol/server-filesystem';
  const known = { tools: undefined, program, trustsAnnotations: false };
  expect(isReadOnly('read_text_file', {}, known)).toBe(true);
  expect(isReadOnly('write_file', CLAIMS, known)).toBe(false);
  expect(isReadOnly('read_text_file', {}, { ...known, tools: [] })).toBe(false);
  expect(isReadOnly('read_text_file', {}, { ...known, program: 'some-server' })).toBe(false);
});
