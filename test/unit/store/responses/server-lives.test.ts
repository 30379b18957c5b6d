import { expect, test } from 'vitest';
import type { Generations } from '../../../../src/store/keyv/generations.ts';
import { lifeTag, ServerLives } from '../../../../src/store/responses/server-lives.ts';

const TAGS = ['server:s', lifeTag('s')];

/** What gateways share; and, if wanted, one that has to be asked for. */
function shared({ isRemote = false, knows = true } = {}): Generations {
  return {
    read: () => (isRemote ? Promise.resolve(knows ? 'g' : undefined) : 'g'),
    advance: () => undefined,
  };
}

test('while nothing was written, answers are for every process and every gateway', () => {
  const lives = new ServerLives(shared());
  lives.noteEnd('s', { isLast: true });
  expect(lives.read(TAGS)).toBe('g');
  expect(lives.wasChanged('s')).toBe(false);
});

test('what is answered after a write is for the process that was written to, and for this gateway', () => {
  const lives = new ServerLives(shared());
  const other = new ServerLives(shared());
  for (const each of [lives, other]) each.noteChange('s', ['server:s']);
  const first = lives.read(TAGS);
  lives.noteChange('s', ['server:s']);
  expect(lives.read(TAGS)).toBe(first);
  expect(new Set(['g', first, other.read(TAGS)]).size).toBe(3);
  expect(lives.read(['server:other', lifeTag('other')])).toBe('g');
  lives.noteEnd('s', { isLast: true });
  expect(lives.read(TAGS)).toBe('g');
});

test('what hangs on nothing that was changed is for everybody still, and so is what outlasts every process', () => {
  const lives = new ServerLives(shared());
  lives.noteChange('s', ['server:s', 'about:s:a']);
  expect(lives.read(['all:s', 'about:s:b', lifeTag('s')])).toBe('g');
  expect(lives.read(['server:s'])).toBe('g');
  expect(lives.read(['all:s', 'about:s:a', lifeTag('s')])).not.toBe('g');
});

test('where one of several processes ends, the others still know something', () => {
  const lives = new ServerLives(shared());
  lives.noteChange('s', ['server:s']);
  const before = lives.read(TAGS);
  lives.noteEnd('s', { isLast: false });
  expect(new Set(['g', before, lives.read(TAGS)]).size).toBe(3);
});

test('a store elsewhere is waited for, and what it does not know stays unknown', async () => {
  const lives = new ServerLives(shared({ isRemote: true }));
  lives.noteChange('s', ['server:s']);
  expect(await lives.read(TAGS)).toMatch(/^g .+/);
  const lost = new ServerLives(shared({ isRemote: true, knows: false }));
  lost.noteChange('s', ['server:s']);
  expect(await lost.read(TAGS)).toBeUndefined();
});
