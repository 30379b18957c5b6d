import { homedir } from 'node:os';
import { isAbsolute, join } from 'node:path';
import { expect, test } from 'vitest';
import { check, problemsOf, serverFrom } from './config-file.ts';

const one = (entry: unknown) => ({ mcpServers: { one: entry } });

test('a command alone is a stdio server with every default', async () => {
  expect(await serverFrom({ command: 'node' })).toEqual({
    name: 'one',
    prefix: 'one',
    type: 'stdio',
    command: 'node',
    args: [],
    env: {},
    cwd: expect.stringContaining('trunkline-config-'),
    tools: { hide: [], rename: {}, describe: {} },
    readOnly: { tools: undefined, trustsAnnotations: false },
    era: 'auto',
    isolation: 'shared',
    startTimeoutMs: 60_000,
    callTimeoutMs: 600_000,
    maxCallTimeoutMs: 3_600_000,
    idleTimeoutMs: 600_000,
  });
});

test.each([
  [{ url: 'https://a.example/mcp' }, 'http'],
  [{ url: 'http://localhost:1/mcp', type: 'http' }, 'http'],
  [{ url: 'https://a.example/mcp', type: 'streamable-http' }, 'http'],
  [{ url: 'https://a.example/mcp', type: 'streamableHttp' }, 'http'],
  [{ url: 'https://a.example/mcp', transport: 'sse' }, 'sse'],
  [{ serverUrl: 'https://a.example/mcp' }, 'http'],
  [{ httpUrl: 'https://a.example/mcp' }, 'http'],
  [{ url: 'wss://a.example/mcp' }, 'websocket'],
  [{ url: 'ws://a.example/mcp', type: 'ws' }, 'websocket'],
  [{ command: 'a', type: 'local' }, 'stdio'],
])('%j has the type %s', async (entry, type) => {
  expect((await serverFrom(entry)).type).toBe(type);
});

test.each([
  [{}, 'mcpServers.one: has neither "command" nor "url"'],
  [{ type: 'stdio' }, 'mcpServers.one: has no "command"'],
  [
    { command: 'a', url: 'https://a.example' },
    'mcpServers.one: has both a "command" and a "url" (make it two servers)',
  ],
  [{ command: 'a', type: 'sse' }, 'mcpServers.one: has a "command" but the type sse'],
  [{ url: 'https://a.example', type: 'stdio' }, 'mcpServers.one: has a "url" but the type stdio'],
  [
    { url: 'https://a.example', type: 'ws' },
    'mcpServers.one.url: begins with https:, which does not go with the type websocket',
  ],
  [
    { url: 'ws://a.example', type: 'http' },
    'mcpServers.one.url: begins with ws:, which does not go with the type http',
  ],
  [
    { url: 'javascript:alert(1)' },
    'mcpServers.one.url: must be a URL that begins with http:, https:, ws: or wss:',
  ],
  [
    { serverUrl: 'a.example' },
    'mcpServers.one.serverUrl: must be a URL that begins with http:, https:, ws: or wss:',
  ],
  [
    { url: 'https://a.example', headers: { 'a b': 'x' } },
    'mcpServers.one.headers["a b"]: "a b" is no possible name',
  ],
  [{ command: 'a', env: { 'A=B': 'x' } }, 'mcpServers.one.env["A=B"]: "A=B" is no possible name'],
  [{ command: '' }, 'mcpServers.one.command: must not be empty'],
  [
    { command: 'a', prefix: 'a__b' },
    'mcpServers.one.prefix: must begin with a letter and consist of letters, digits, "_" and "-", without "__"',
  ],
  [{ command: 'a', rename: { x: 'z', y: 'z' } }, 'mcpServers.one.rename.y: "z" is already the name of x'],
  [
    { command: 'a', includeTools: ['x'] },
    'mcpServers.one.includeTools: a list of the only tools to show is not supported (leave tools out with "hide")',
  ],
  [
    { command: 'a', callTimeout: 'soon' },
    'mcpServers.one.callTimeout: must be a duration (write "30s", "5m", "500ms", or a number of milliseconds)',
  ],
  [
    { command: 'a', callTimeout: -1 },
    'mcpServers.one.callTimeout: must be a duration (write "30s", "5m", "500ms", or a number of milliseconds)',
  ],
  [{ command: 'a', callTimeout: '30d' }, 'mcpServers.one.callTimeout: must be at most 24 days'],
])('%j is refused', async (entry, problem) => {
  expect(await problemsOf(one(entry))).toEqual([problem]);
});

test.each([
  ['500ms', 500],
  ['30s', 30_000],
  ['1.5m', 90_000],
  ['2h', 7_200_000],
  [2_000, 2_000],
  [0, 0],
])('the duration %j is %d milliseconds', async (idleTimeout, idleTimeoutMs) => {
  expect(await serverFrom({ command: 'a', idleTimeout })).toMatchObject({ idleTimeoutMs });
});

test('a number that looks like seconds is taken as milliseconds, with a note', async () => {
  const { config } = await check(one({ command: 'a', callTimeout: 60 }));
  expect(config?.notes).toMatchObject([{ message: 'is 60 milliseconds', hint: 'for seconds write "60s"' }]);
});

test('a long call timeout extends the longest one', async () => {
  expect(await serverFrom({ command: 'a', callTimeout: '2h' })).toMatchObject({
    maxCallTimeoutMs: 7_200_000,
  });
});

test('paths are relative to the file, the command to the working directory', async () => {
  const server = await serverFrom({ command: './run.sh', cwd: 'tools' });
  if (server.type !== 'stdio' || !server.cwd) throw new Error('no stdio server');
  expect(isAbsolute(server.cwd)).toBe(true);
  expect(server.cwd).toMatch(/tools$/);
  expect(server.command).toBe(join(server.cwd, 'run.sh'));
});

test('~ is the home folder of the environment, in paths', async () => {
  expect(await serverFrom({ command: 'a', cwd: '~/x' }, { env: { HOME: '/home/someone' } })).toMatchObject({
    cwd: '/home/someone/x',
  });
  expect(homedir()).not.toBe('/home/someone');
});

test('numbers and booleans in env and args are read as text, null as not given', async () => {
  const entry = { command: 'a', args: [1, true], env: { PORT: 80, DEBUG: false, GONE: null, EMPTY: '' } };
  expect(await serverFrom(entry)).toMatchObject({
    args: ['1', 'true'],
    env: { PORT: '80', DEBUG: 'false', EMPTY: '' },
  });
});

test('envFile comes before env', async () => {
  const server = await serverFrom(
    { command: 'a', envFile: '.env', env: { B: 'own' } },
    { files: { '.env': '# comment\nA="from file"\nB=lost\n' } },
  );
  expect(server).toMatchObject({ env: { A: 'from file', B: 'own' } });
});

test('a missing envFile is an error at its place', async () => {
  const [problem] = await problemsOf(one({ command: 'a', envFile: 'none.env' }));
  expect(problem).toMatch(/^mcpServers\.one\.envFile: ENOENT/);
});

test('tools that a host would leave out are hidden', async () => {
  const entry = {
    command: 'a',
    hide: ['a_*'],
    disabledTools: ['b'],
    disabled_tools: ['c'],
    excludeTools: ['d'],
    tools: ['*'],
  };
  expect((await serverFrom(entry)).tools.hide).toEqual(['a_*', 'b', 'c', 'd']);
});

test('overrides cannot be confused with properties of every object', async () => {
  const { tools } = await serverFrom({ command: 'a', rename: { x: 'y' } });
  expect(tools.rename.constructor).toBeUndefined();
  expect(tools.describe.toString).toBeUndefined();
});

test('keys of other hosts are accepted with a note each', async () => {
  const { config } = await check(one({ command: 'a', autoApprove: ['x'], timeout: 60, trust: true }));
  expect(config?.notes.map(({ path }) => path)).toEqual([
    'mcpServers.one.autoApprove',
    'mcpServers.one.timeout',
    'mcpServers.one.trust',
  ]);
});

test('a disabled server is left out, and its references are left alone', async () => {
  const { config } = await check({
    mcpServers: {
      a: { command: '${NOT_SET}', disabled: true },
      b: { command: 'b', enabled: false },
      c: { command: 'c' },
    },
  });
  expect(config?.servers.map(({ name }) => name)).toEqual(['c']);
});
