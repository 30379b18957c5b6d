import { expect, test } from 'vitest';
import { definitionHash } from '../../../src/config/definition-hash.ts';
import { serverFrom } from './config-file.ts';

const hashOf = async (entry: object): Promise<string> =>
  definitionHash(await serverFrom({ cwd: '/', ...entry }));

test('the order of variables and how a server is published do not enter', async () => {
  const hash = await hashOf({ command: 'a', env: { A: '1', B: '2' } });
  expect(hash).toMatch(/^[0-9a-f]{64}$/);
  expect(
    await hashOf({ env: { B: '2', A: '1' }, command: 'a', prefix: 'other', callTimeout: '1s', hide: ['x'] }),
  ).toBe(hash);
});

test.each([
  { command: 'b' },
  { command: 'a', args: ['x'] },
  { command: 'a', env: { TOKEN: 'x' } },
  { command: 'a', cwd: '/tmp' },
])('%j is another server than the plain command', async (entry) => {
  expect(await hashOf(entry)).not.toBe(await hashOf({ command: 'a' }));
});

test('a header is part of a remote server’s identity', async () => {
  const url = 'https://a.example/mcp';
  const plain = definitionHash(await serverFrom({ url }));
  expect(definitionHash(await serverFrom({ url, headers: { Authorization: 'x' } }))).not.toBe(plain);
  expect(definitionHash(await serverFrom({ url, type: 'sse' }))).not.toBe(plain);
});
