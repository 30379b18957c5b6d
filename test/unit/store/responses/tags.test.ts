import { expect, test } from 'vitest';
import type { CacheRule, ToolRules } from '../../../../src/store/responses/cache-rule.ts';
import { tagsOfAnswer, tagsOfChange } from '../../../../src/store/responses/tags.ts';
import { rule } from './cache-policies.ts';

const call = (path: string) => ({ serverName: 'files', arguments: { path } });

interface Written {
  readonly path: string;
  readonly parents?: boolean;
}

/** Whether a change makes an answer old that a rule says is about `path`. */
function makesOld({ path, parents = false }: Written, asked: string, about: CacheRule['about']): boolean {
  const change = { tools: ['files__write'], about: 'path', parents };
  const found: ToolRules = { tool: 'files__write', rule: undefined, userTags: [], change, isChange: true };
  const advanced = tagsOfChange(call(path), found);
  return tagsOfAnswer(call(asked), 'files__read', rule({ about })).tags.some((tag) => advanced.includes(tag));
}

test('a change of one file makes old what is about it, and neither other files nor its folder', () => {
  const written = { path: '/project/src/a.ts' };
  expect(makesOld(written, 'src/A.ts', 'path')).toBe(true);
  expect(makesOld(written, '/project/src/b.ts', 'path')).toBe(false);
  expect(makesOld(written, '/project/src', 'path')).toBe(false);
});

test('a new file makes old the lists of every folder above it, and no others', () => {
  const written = { path: '/project/src/new.ts', parents: true };
  expect(makesOld(written, '/project/src', 'path')).toBe(true);
  expect(makesOld(written, '/project/', 'path')).toBe(true);
  expect(makesOld(written, '/project/docs', 'path')).toBe(false);
  expect(makesOld(written, '/project/src/a.ts', 'path')).toBe(false);
});

test('where the folders above a new file cannot all be seen, everything is old', () => {
  expect(makesOld({ path: 'src/new.ts', parents: true }, '/project/docs', 'path')).toBe(true);
});

test('what is about all there is, is made old by every change', () => {
  expect(makesOld({ path: '/project/src/new.ts', parents: true }, '/', 'path')).toBe(true);
  expect(makesOld({ path: '/project/src/a.ts' }, '/project/docs', undefined)).toBe(true);
});

test('what is about no one thing is left by changes of one, and by no others', () => {
  expect(makesOld({ path: '/project/src/a.ts' }, '/project', false)).toBe(false);
  expect(makesOld({ path: '~/a.ts' }, '/project', false)).toBe(true);
});
