import { expect, test } from 'vitest';
import { check, problemsOf } from './config-file.ts';

test('comments, trailing commas and a byte order mark are allowed', async () => {
  const { problems } = await check('\uFEFF// servers\n{ "mcpServers": { /* none */ }, }');
  expect(problems).toEqual([]);
});

test('a key given twice is an error where it is repeated', async () => {
  const { problems } = await check('{ "mcpServers": { "a": { "command": "x",\n "command": "y" } } }');
  expect(problems).toEqual([
    { path: 'mcpServers.a.command', line: 2, column: 2, message: 'this key is already given above' },
  ]);
});

test('keys that differ only by an escape are the same key', async () => {
  expect(await problemsOf('{ "pinned": [], "\\u0070inned": [] }')).toEqual([
    'pinned: this key is already given above',
  ]);
});

test('broken JSON is reported where it breaks, in words', async () => {
  const { problems } = await check('{\n  "mcpServers" {}\n}');
  expect(problems[0]).toEqual({ path: '', line: 2, column: 16, message: 'colon expected' });
});

test('an empty JSON file is an error', async () => {
  expect(await problemsOf('')).not.toEqual([]);
});

test('lines are counted alike with every kind of line end', async () => {
  const { problems } = await check('{\r\n"x": 1,\r\n  "y": 1\r\n}');
  expect(problems.map(({ line, column }) => [line, column])).toEqual([
    [2, 1],
    [3, 3],
  ]);
});

test('broken YAML is reported where it breaks', async () => {
  const { problems } = await check('mcpServers:\n  a: [x\n', { name: 'servers.yml' });
  expect(problems[0]).toMatchObject({ line: 3, column: 1 });
});

test('a YAML key given twice is an error', async () => {
  const { problems } = await check('pinned: []\npinned: []\n', { name: 'servers.yaml' });
  expect(problems).toEqual([{ path: '', line: 2, column: 1, message: 'this key is already given above' }]);
});

test('problems in YAML have their place, also in lists and under shared settings', async () => {
  const yaml = [
    'mcpServers:',
    '  a: &a',
    '    command: x',
    '    args: [ok, {}]',
    '  b:',
    '    <<: *a',
    '    prefix: 1b',
  ].join('\n');
  const { problems } = await check(yaml, { name: 'servers.yaml' });
  expect(problems.map(({ path, line, column }) => [path, line, column])).toEqual([
    ['mcpServers.a.args[1]', 4, 16],
    ['mcpServers.b.args[1]', 5, 3],
    ['mcpServers.b.prefix', 7, 13],
  ]);
});

test('an empty YAML file is an empty configuration', async () => {
  expect(await problemsOf('# nothing yet\n', { name: 'servers.yaml' })).toEqual([]);
});
