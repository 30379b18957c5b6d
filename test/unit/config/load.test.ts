import { join } from 'node:path';
import { expect, test } from 'vitest';
import { checkConfig, loadConfig } from '../../../src/config/load.ts';
import { GatewayError } from '../../../src/shared/errors.ts';
import { check, folderWith, problemsOf } from './config-file.ts';

test('an empty object is a configuration without servers and with every default', async () => {
  const { config } = await check('{}');
  expect(config).toMatchObject({
    servers: [],
    exposure: 'auto',
    exposureBudgetTokens: 5_000,
    pinned: [],
    names: { maxLength: 48 },
    limits: { maxMessageBytes: 67_108_864, maxDepth: 128 },
    log: { level: 'info' },
    notes: [],
  });
});

test('a section that gives one key keeps the defaults of the others', async () => {
  const { config } = await check({ limits: { maxDepth: 20 } });
  expect(config?.limits).toEqual({ maxMessageBytes: 67_108_864, maxDepth: 20 });
});

test('servers keep the order of the file', async () => {
  const { config } = await check({
    mcpServers: { z: { command: 'z' }, a: { command: 'a' }, m: { command: 'm' } },
  });
  expect(config?.servers.map(({ name }) => name)).toEqual(['z', 'a', 'm']);
});

test('the words of VS Code and Zed for the list of servers are read alike', async () => {
  const { config } = await check({
    mcpServers: { a: { command: 'a' } },
    servers: { b: { type: 'stdio', command: 'b' } },
    context_servers: { c: { source: 'custom', command: 'c', enabled: true } },
  });
  expect(config?.servers.map(({ name }) => name)).toEqual(['a', 'b', 'c']);
});

test('the same server under two of these words is an error', async () => {
  const twice = { mcpServers: { a: { command: 'a' } }, servers: { a: { command: 'b' } } };
  expect(await problemsOf(twice)).toEqual(['servers.a: there is already a server "a"']);
});

test('a YAML file says the same as a JSON file, and may share settings', async () => {
  const yaml = [
    'mcpServers:',
    '  one: &one',
    '    command: node',
    '    args: [server.js, --port, 80]',
    '    callTimeout: 2m',
    '  two: { <<: *one, prefix: second }',
    'exposure: lazy',
  ].join('\n');
  const { config, problems } = await check(yaml, { name: 'servers.yaml' });
  expect(problems).toEqual([]);
  expect(config).toMatchObject({
    exposure: 'lazy',
    servers: [
      { name: 'one', args: ['server.js', '--port', '80'], callTimeoutMs: 120_000 },
      { name: 'two', prefix: 'second', callTimeoutMs: 120_000 },
    ],
  });
});

test('every problem is reported with its place, in the order of the file', async () => {
  const text = `{
  "mcpServers": {
    "files": { "comand": "node", "args": ["a", null] }
  },
  "names": { "maxLength": 5 },
  "exposur": "lazy"
}`;
  const { problems, config } = await check(text);
  expect(config).toBeUndefined();
  expect(problems).toEqual([
    {
      path: 'mcpServers.files.comand',
      line: 3,
      column: 16,
      message: 'unknown key "comand"',
      hint: 'did you mean "command"?',
    },
    { path: 'mcpServers.files.args[1]', line: 3, column: 48, message: 'must be a string, not null' },
    { path: 'names.maxLength', line: 5, column: 27, message: 'must be a whole number from 24 to 128' },
    {
      path: 'exposur',
      line: 6,
      column: 3,
      message: 'unknown key "exposur"',
      hint: 'did you mean "exposure"?',
    },
  ]);
});

test('an unknown key with no near neighbour comes without a guess', async () => {
  expect(await problemsOf({ zzz: 1 })).toEqual(['zzz: unknown key "zzz"']);
});

test.each(['agrs', 'evn', 'ulr', 'Command', 'start_timeout'])(
  'the misspelt key %s is recognised',
  async (key) => {
    const [problem] = await problemsOf({ mcpServers: { a: { [key]: 'x' } } });
    expect(problem).toMatch(/did you mean "(args|env|url|command|startTimeout)"/);
  },
);

test('keys that would reach a prototype are unknown keys like others', async () => {
  expect(await problemsOf('{ "__proto__": {}, "constructor": 1 }')).toEqual([
    '__proto__: unknown key "__proto__"',
    'constructor: unknown key "constructor"',
  ]);
});

test('a server may be named like a property of every object', async () => {
  const { config } = await check(
    '{ "mcpServers": { "__proto__": { "command": "a" }, "constructor": { "command": "b" } } }',
  );
  expect(config?.servers.map(({ name }) => name)).toEqual(['__proto__', 'constructor']);
});

test('a server without a name is refused', async () => {
  expect(await problemsOf({ mcpServers: { ' ': { command: 'a' } } })).toEqual([
    'mcpServers[" "]: a server needs a name',
  ]);
});

test('two servers with one prefix are refused, unless one of them is disabled', async () => {
  const clash = { mcpServers: { a: { command: 'x' }, b: { command: 'y', prefix: 'a' } } };
  expect(await problemsOf(clash)).toEqual([
    'mcpServers.b: has the prefix "a", as has server "a" (give one of them another "prefix")',
  ]);
  expect(
    await problemsOf({ mcpServers: { ...clash.mcpServers, a: { command: 'x', disabled: true } } }),
  ).toEqual([]);
});

test('the root must be an object', async () => {
  expect(await problemsOf('[]')).toEqual([': must be an object, not a list']);
});

test('VS Code inputs are accepted with a note', async () => {
  const { config } = await check({ inputs: [], servers: {} });
  expect(config?.notes).toMatchObject([{ path: 'inputs', message: 'has no effect here' }]);
});

test('a file that is no UTF-8 says so', async () => {
  const folder = folderWith({ 'servers.json': new Uint8Array([0xff, 0xfe, 0x7b, 0x00]) });
  await expect(checkConfig({ path: join(folder, 'servers.json'), env: {} })).rejects.toThrow(
    'is no UTF-8 text',
  );
});

test('a folder in place of a file is an error with its path', async () => {
  const folder = folderWith({});
  await expect(checkConfig({ path: folder, env: {} })).rejects.toThrow(folder);
});

test('loading throws the first problem and carries all of them', async () => {
  const folder = folderWith({ 'servers.json': '{ "a": 1, "b": 2 }' });
  const path = join(folder, 'servers.json');
  const error = await loadConfig({ path, env: {} }).catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(GatewayError);
  expect(error).toMatchObject({
    code: 'config_invalid',
    message: `${path}:1:3: a: unknown key "a". And 1 more; "trunkline config check" lists them.`,
    data: [{ path: 'a' }, { path: 'b' }],
  });
});

test('the sample in the repository loads', async () => {
  const path = new URL('../../../servers.json', import.meta.url).pathname;
  const { servers, notes } = await loadConfig({ path, env: {} });
  expect(servers.map(({ name }) => name)).toEqual([
    'filesystem',
    'memory',
    'everything',
    'sequential-thinking',
  ]);
  expect(notes).toEqual([]);
});
