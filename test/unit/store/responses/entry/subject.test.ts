import { expect, test } from 'vitest';
import { subjectOf, subjectsOnPath } from '../../../../../src/store/responses/entry/subject.ts';

test.each([
  ['/project/src/a.ts', 'src/a.ts'],
  ['/project/src/a.ts', './src/../src/a.ts'],
  ['/project/src', '/project/src/'],
  ['C:\\project\\A.ts', 'c:/project/a.ts'],
  ['a.ts', 'a.ts. '],
  ['caf\u00e9', 'cafe\u0301'],
  [12, '12'],
])('%j and %j are taken for one thing', (one, other) => {
  expect(subjectOf(one)).toBeDefined();
  expect(subjectOf(one)).toBe(subjectOf(other));
});

test('two things have two names', () => {
  expect(subjectOf('src/a.ts')).not.toBe(subjectOf('src/b.ts'));
});

test.each([
  '',
  '/',
  '.',
  'src/..',
  'src/.',
  '...',
  '~',
  '~/a',
  'file:///a%20b',
  '$HOME',
  'src/*.ts',
  ['a'],
  { a: 1 },
  null,
])('%j may have other names that would not be recognised', (value) =>
  expect(subjectOf(value)).toBeUndefined(),
);

test.each([
  ['/project/src/a.ts', ['PROJECT', 'SRC', 'A.TS']],
  ['/project/x/../src//a.ts', ['PROJECT', 'X', 'SRC', 'A.TS']],
  ['C:\\project\\A.ts', ['C:', 'PROJECT', 'A.TS']],
  ['file:///project/a.ts', ['FILE:', 'PROJECT', 'A.TS']],
])('on the way to %j lie all the folders that hold it', (path, subjects) =>
  expect(subjectsOnPath(path)).toEqual(subjects),
);

test.each(['src/a.ts', './a.ts', 'a.ts', '/project/~/a.ts', '/project/..', '/', 12, null])(
  'what folders hold %j cannot be seen',
  (path) => expect(subjectsOnPath(path)).toBeUndefined(),
);
