import { expect, test } from 'vitest';
import { check, problemsOf } from './config-file.ts';

const SERVERS = { mcpServers: { files: { command: 'files' } } };

test('a rule and a change that say what they are about keep it', async () => {
  const cache = {
    rules: [
      { tools: ['files__read_*'], about: 'path', ttl: '10m', durable: true },
      { tools: ['files__list_allowed_directories'], about: false },
    ],
    changes: [
      { tools: ['files__edit_file'], about: 'path', parents: false },
      { tools: ['files__write_file'], about: 'path', parents: true },
    ],
  };
  const { config } = await check({ ...SERVERS, cache });
  expect(config?.cache.rules).toMatchObject([
    { about: 'path', ttlMs: 600_000, isDurable: true },
    { about: false, isDurable: false },
  ]);
  expect(config?.cache.changes).toEqual(cache.changes);
});

test('what an answer is about is an argument or false', async () => {
  const rules = [{ tools: ['files__read_*'], about: true }];
  expect(await problemsOf({ ...SERVERS, cache: { rules } })).toEqual([
    'cache.rules[0].about: must be a string, not a boolean',
  ]);
});

test('a change that does not say which tools and what about is an error at its place', async () => {
  const changes = [{ tools: ['files__edit_file'] }, { about: 'path' }];
  const reason = 'needs the "tools" that it is for and the argument that they are "about"';
  expect(await problemsOf({ ...SERVERS, cache: { changes } })).toEqual([
    `cache.changes[0]: ${reason}`,
    `cache.changes[1]: ${reason}`,
  ]);
});
