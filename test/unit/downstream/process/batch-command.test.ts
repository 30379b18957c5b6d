import { expect, test } from 'vitest';
import { batchArguments } from '../../../../src/downstream/process/batch-command.ts';

const lineOf = (...args: string[]): string | undefined => batchArguments('C:\\node\\npx.cmd', args).at(-1);

test('plain arguments stay as they are', () => {
  expect(batchArguments('C:\\node\\npx.cmd', ['-y', '@scope/pkg@1.0'])).toEqual([
    '/e:ON',
    '/v:OFF',
    '/d',
    '/c',
    '""C:\\node\\npx.cmd" -y @scope/pkg@1.0"',
  ]);
});

test.each([
  ['an empty one', '', '""'],
  ['spaces', 'a b', '"a b"'],
  ['a second command', 'a&calc.exe', '"a&calc.exe"'],
  ['a pipe', 'a|b', '"a|b"'],
  ['an escape', 'a^b', '"a^b"'],
  ['a redirection', 'a>b', '"a>b"'],
  ['a quote that would end the argument', 'a" & calc.exe', '"a"" & calc.exe"'],
  ['a backslash before a quote', 'a\\"b', '"a\\\\""b"'],
  ['a backslash at the end', 'C:\\dir name\\', '"C:\\dir name\\\\"'],
  ['a variable', '%PATH%', '"%%cd:~,%PATH%%cd:~,%"'],
])('%s reaches the program as it is', (_, arg, quoted) => {
  expect(lineOf(arg)).toBe(`""C:\\node\\npx.cmd" ${quoted}"`);
});

test.each(['a\nb', 'a\rb', 'a\0b'])('an argument with a line break or a NUL is refused', (arg) => {
  expect(() => lineOf(arg)).toThrow(expect.objectContaining({ code: 'server_unavailable' }));
});
