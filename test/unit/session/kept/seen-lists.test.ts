import { expect, test } from 'vitest';
import type { Digests, View } from '../../../../src/catalog/view.ts';
import { SeenLists } from '../../../../src/session/kept/seen-lists.ts';

const shown = (digests: Partial<Digests>): View =>
  ({ digests: () => ({ tools: '', prompts: '', resources: '', ...digests }) }) as unknown as View;

test('what changed between two processes is missed by those who had been given it, and by nobody else', () => {
  const before = new SeenLists(shown({ tools: 'a', prompts: 'b' }));
  expect(before.note('tools/list')).toBe(true);
  expect(before.note('tools/list')).toBe(false);
  expect(before.note('tools/call')).toBe(false);
  const kept = before.read();
  expect(Object.keys(kept)).toEqual(['tools']);
  expect(new SeenLists(shown({ tools: 'a', prompts: 'other' }), kept).missed()).toEqual([]);
  expect(new SeenLists(shown({ tools: 'other', prompts: 'b' }), kept).missed()).toEqual(['tools']);
});

test('a session of which no lists were kept has missed nothing', () => {
  expect(new SeenLists(shown({ tools: 'a' })).missed()).toEqual([]);
});
