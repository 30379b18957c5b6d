import { expect, test } from 'vitest';
import { check, problemsOf } from './config-file.ts';

const SERVERS = { mcpServers: { files: { command: 'files' }, github: { command: 'github' } } };

test('what a profile leaves out is as for everybody', async () => {
  const profiles = {
    all: {},
    narrow: { servers: ['git*'], exposure: 'full', exposureBudget: 9, pinned: [] },
  };
  const { config } = await check({ ...SERVERS, exposure: 'lazy', pinned: ['files__*'], profiles });
  expect(config?.profiles).toEqual([
    { name: 'all', servers: undefined, exposure: 'lazy', exposureBudgetTokens: 5_000, pinned: ['files__*'] },
    { name: 'narrow', servers: ['git*'], exposure: 'full', exposureBudgetTokens: 9, pinned: [] },
  ]);
});

test('a profile with the name of a server, or of servers that there are not, is an error at its place', async () => {
  const profiles = { github: {}, work: { servers: ['files', 'githb'] } };
  expect(await problemsOf({ ...SERVERS, profiles })).toEqual([
    'profiles.github: there is already a server "github"',
    'profiles.work.servers[1]: is no server (did you mean "github"?)',
  ]);
});
