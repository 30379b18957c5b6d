import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseJsonc } from '../../../src/config/source/jsonc.ts';
import { parseQuickly } from '../../../src/config/source/quick-json.ts';

test.each([
  ['{"a": [1, 2,], /* x */ "b": "//no, ]", }', { a: [1, 2], b: '//no, ]' }],
  ['// "a": 1\n{"u": "http://x/*y*/,}"}', { u: 'http://x/*y*/,}' }],
  ['{"a": "\\"", "b": "\\\\",}', { a: '"', b: '\\' }],
  ['{"a": {"b": "c:"}, "b": ["d:"]}', { a: { b: 'c:' }, b: ['d:'] }],
])('%s is read', (text, value) => {
  expect(parseQuickly(text)).toEqual(value);
});

test.each(['{"a": 1, "a": 2}', '{"a": 1, "\\u0061": 2}', '[,]', '{,}', '[1,,]', '{"a" 1}', '/* open', ''])(
  '%s is left to the full parser',
  (text) => {
    expect(parseQuickly(text)).toBeUndefined();
  },
);

test('what it reads, the full parser reads alike and without complaint', () => {
  const pieces = [
    '{',
    '}',
    '[',
    ']',
    ',',
    ':',
    '"a"',
    '"b"',
    '"\\""',
    '"//"',
    '1',
    'null',
    '// x\n',
    '/* ] */',
    ' ',
    '\n',
  ];
  const token = fc.constantFrom(...pieces);
  const valid = fc.json({ maxDepth: 3 }).map((json) => json.replaceAll('}', ',}').replaceAll('{,}', '{}'));
  fc.assert(
    fc.property(
      fc.oneof(
        fc.array(token, { maxLength: 12 }).map((tokens) => tokens.join('')),
        valid,
      ),
      (text) => {
        const value = parseQuickly(text);
        if (value === undefined) return;
        const full = parseJsonc(text);
        expect(full.syntaxProblems).toEqual([]);
        expect(value).toEqual(full.value);
      },
    ),
    { numRuns: 3_000 },
  );
});
