import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join, sep } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Place } from '../../../src/config/problem.ts';
import { Expander } from '../../../src/config/servers/expand.ts';
import { splitReferences } from '../../../src/config/servers/references.ts';
import { type Clock, systemClock } from '../../../src/shared/clock.ts';
import { folderWith } from './config-file.ts';

interface Given {
  readonly env?: Record<string, string>;
  readonly folder?: string;
  readonly clock?: Clock;
}

async function expand(text: string, { env = {}, folder = '/', clock = systemClock }: Given = {}) {
  const place = new Place(['mcpServers', 'github', 'env', 'TOKEN']);
  const expander = new Expander({ env: { PATH: process.env.PATH, ...env }, folder, clock });
  return { text: await expander.expand(text, place), problems: place.problems };
}

test.each([
  ['plain', 'plain'],
  ['a $VAR b', 'a $VAR b'],
  ['${A}', 'one'],
  ['x${A}y${env:A}z', 'xoneyonez'],
  ['${B:-two}', 'two'],
  ['${EMPTY:-two}', 'two'],
  ['[${EMPTY}]', '[]'],
  ['${B:-}', ''],
  ['${B:-${C:-${A}}}', 'one'],
  ['${B:-a:-b}', 'a:-b'],
  ['${env:ODD(x86)}', 'odd'],
  ['$${A}', '${A}'],
  ['$$${A}', '$${A}'],
  ['price: $$5', 'price: $$5'],
  ['${NESTED}', '${A}'],
  ['${userHome}${pathSeparator}x${/}', `/home/me${sep}x${sep}`],
])('%s becomes %s', async (text, expected) => {
  const env = { A: 'one', EMPTY: '', NESTED: '${A}', 'ODD(x86)': 'odd', HOME: '/home/me' };
  expect(await expand(text, { env })).toEqual({ text: expected, problems: [] });
});

test('a missing variable names itself, its server and its path', async () => {
  const { problems } = await expand('Bearer ${GITHUB_TOKEN}');
  expect(problems).toEqual([
    {
      path: ['mcpServers', 'github', 'env', 'TOKEN'],
      on: 'value',
      message: 'server "github" needs the environment variable GITHUB_TOKEN, which is not set',
      hint: 'set it, or give a default: ${GITHUB_TOKEN:-…}',
    },
  ]);
});

test('a property that every object has is no variable', async () => {
  expect((await expand('${constructor}${toString}')).problems).toHaveLength(2);
});

test.each([
  ['${input:token}', 'nobody can be asked here'],
  ['${workspaceFolder}/x', 'a gateway serves many workspaces'],
  ['${keychain:x}', 'known are'],
  ['${A%x}', 'known are'],
  ['${}', 'known are'],
])('%s is refused with advice', async (text, hint) => {
  const { problems } = await expand(text);
  expect(problems).toHaveLength(1);
  expect(problems[0]?.hint).toContain(hint);
});

test('a reference without an end is refused', async () => {
  expect((await expand('x${A')).problems).toMatchObject([{ message: 'has a "${" without its "}"' }]);
});

test('a file is read relative to the configuration, and trimmed', async () => {
  const folder = folderWith({ 'secrets/token': '  s3cret\n' });
  expect(await expand('Bearer ${file:secrets/token}', { folder })).toEqual({
    text: 'Bearer s3cret',
    problems: [],
  });
  expect((await expand('${file:~/secrets/token}', { env: { HOME: folder } })).text).toBe('s3cret');
  expect((await expand('${file:${DIR}/token}', { env: { DIR: join(folder, 'secrets') } })).text).toBe(
    's3cret',
  );
});

test('a file that is not there is an error', async () => {
  const { problems } = await expand('${file:none}');
  expect(problems[0]?.message).toMatch(/^\$\{file:none\}: ENOENT/);
});

test('a file with a NUL character is refused', async () => {
  const folder = folderWith({ odd: 'a\0b' });
  expect((await expand('${file:odd}', { folder })).problems).toMatchObject([
    { message: 'holds a NUL character' },
  ]);
});

test.skipIf(process.platform === 'win32')(
  'a command yields what it prints, and may hold braces',
  async () => {
    expect((await expand("${cmd:echo 'a b' | awk '{print $2}'}")).text).toBe('b');
  },
);

test.skipIf(process.platform === 'win32')('a command that several values name runs once', async () => {
  const folder = folderWith({});
  const command = '${cmd:echo x >> runs; wc -l < runs}';
  expect((await expand(`${command}-${command}`, { folder })).text).toMatch(/^1-1$/);
});

test.skipIf(process.platform === 'win32')(
  'a command that fails tells its code and its first complaint',
  async () => {
    const { problems } = await expand('${cmd:echo locked >&2; exit 3}');
    expect(problems).toMatchObject([
      { message: '${cmd:echo locked >&2; exit 3}: ended with code 3: locked' },
    ]);
  },
);

test.skipIf(process.platform === 'win32')(
  'a command past its deadline is ended with all it started',
  async () => {
    const folder = folderWith({});
    const deadlines: (() => void)[] = [];
    const clock: Clock = {
      ...systemClock,
      after(_delayMs, callback) {
        deadlines.push(callback);
        return () => {};
      },
    };
    const expanding = expand('${cmd:echo $$ > group; sleep 60 | cat; echo done}', { folder, clock });
    await expect
      .poll(() => Number(readFileSync(join(folder, 'group'), 'utf8')), { timeout: 10_000 })
      .toBeGreaterThan(0);
    for (const expire of deadlines) expire();
    expect((await expanding).problems[0]?.message).toContain('did not end within 10 s');
    const pid = Number(readFileSync(join(folder, 'group'), 'utf8'));
    await expect.poll(() => runningIn(pid)).toEqual([]);
  },
);

/** States of the group's processes, without those that have ended and only wait to be collected. */
function runningIn(group: number): string[] {
  const rows = execFileSync('ps', ['-A', '-o', 'pgid=,stat='], { encoding: 'utf8' }).trim().split('\n');
  return rows.filter((row) => Number.parseInt(row, 10) === group && !row.includes('Z'));
}

test('references are split at balanced braces only', () => {
  expect(splitReferences('a${b{c}d}e')).toEqual([{ literal: 'a' }, { reference: 'b{c}d' }, { literal: 'e' }]);
  expect(splitReferences('a${b{c}')).toBeUndefined();
});

test('any text can be written literally by doubling the dollar before a brace', () => {
  fc.assert(
    fc.property(fc.array(fc.constantFrom('$', '{', '}', '${', 'a', ' ')), (parts) => {
      const text = parts.join('');
      const pieces = splitReferences(text.replaceAll('${', () => '$${'));
      expect(pieces?.map((piece) => ('literal' in piece ? piece.literal : undefined)).join('')).toBe(text);
    }),
  );
});
