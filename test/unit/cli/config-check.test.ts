import { join } from 'node:path';
import { expect, test } from 'vitest';
import { configCheck } from '../../../src/cli/config-check.ts';
import { folderWith } from '../config/config-file.ts';

async function run(content: string, ...args: string[]) {
  const folder = folderWith({ 'servers.json': content });
  const path = join(folder, 'servers.json');
  const printed = { path, out: '', err: '', exit: 0 };
  printed.exit = await configCheck(['--config', path, ...args], {
    env: { HOME: folder, TOKEN: 's3cret' },
    stdout: (text) => {
      printed.out += text;
    },
    stderr: (text) => {
      printed.err += text;
    },
  });
  return printed;
}

test('a good file is said to be good', async () => {
  const { path, out, err, exit } = await run('{ "mcpServers": { "a": { "command": "x" } } }');
  expect({ out, err, exit }).toEqual({ out: `${path}: 1 server, no problems\n`, err: '', exit: 0 });
});

test('problems are printed as file:line:column, one a line', async () => {
  const { path, out, err, exit } = await run('{ "exposur": 1,\n "x": 2 }');
  expect({ out, exit }).toEqual({ out: '', exit: 2 });
  expect(err).toBe(
    `${path}:1:3: exposur: unknown key "exposur" (did you mean "exposure"?)\n${path}:2:2: x: unknown key "x"\n2 problems\n`,
  );
});

test('as JSON it tells the servers without their secrets', async () => {
  const { path, out, exit } = await run(
    '{ "mcpServers": { "a": { "url": "https://a.example", "headers": { "X": "${TOKEN}" } } } }',
    '--json',
  );
  expect(exit).toBe(0);
  expect(JSON.parse(out)).toEqual({
    path,
    ok: true,
    servers: [{ name: 'a', type: 'http' }],
    problems: [],
    notes: [],
  });
});

test('control characters of the file do not reach the terminal', async () => {
  const { err } = await run('{ "\\u001b[31mred": 1 }');
  expect(err).not.toContain('\u001b');
});

test('a file that does not exist, or a flag that is unknown, exits with 2', async () => {
  expect(await run('{}', '--config', '/none.json')).toMatchObject({
    exit: 2,
    err: expect.stringContaining('/none.json'),
  });
  expect(await run('{}', '--colour')).toMatchObject({ exit: 2, err: expect.stringContaining('--colour') });
});
