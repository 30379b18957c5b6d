import { expect, test } from 'vitest';
import type { Generations } from '../../../../src/store/keyv/generations.ts';
import { ServerLives } from '../../../../src/store/responses/server-lives.ts';

const hangsOn = (tags: readonly string[], memoryOf?: string) => ({ tags, memoryOf });
const ANYTHING = hangsOn(['server:s'], 's');

/** What gateways share; and, if wanted, one that has to be asked for. */
function shared({ isRemote = false, knows = true } = {}): Generations {
  const read = () => (isRemote ? Promise.resolve(knows ? 'g' : undefined) : 'g');
  return { read, recall: read, haveAdvanced: (_tags, since) => since !== 'g', advance: () => undefined };
}

test('while nothing was written, answers are for every process and every gateway', () => {
  const lives = new ServerLives(shared());
  lives.noteEnd('s', { isLast: true });
  expect(lives.read(ANYTHING)).toBe('g');
  expect(lives.wasChanged('s')).toBe(false);
});

test('what is answered after a write is for the process that was written to, and for this gateway', () => {
  const lives = new ServerLives(shared());
  const other = new ServerLives(shared());
  for (const each of [lives, other]) each.noteChange('s', ['server:s']);
  const first = lives.read(ANYTHING);
  lives.noteChange('s', ['server:s']);
  expect(lives.read(ANYTHING)).toBe(first);
  expect(lives.recall(ANYTHING)).toBe(first);
  expect(new Set(['g', first, other.read(ANYTHING)]).size).toBe(3);
  expect(lives.read(hangsOn(['server:other'], 'other'))).toBe('g');
  lives.noteEnd('s', { isLast: true });
  expect(lives.read(ANYTHING)).toBe('g');
});

test('what hangs on nothing that was changed is for everybody still', () => {
  const lives = new ServerLives(shared());
  lives.noteChange('s', ['server:s', 'about:s:a']);
  expect(lives.read(hangsOn(['all:s', 'about:s:b'], 's'))).toBe('g');
  expect(lives.read(hangsOn(['all:s', 'about:s:a'], 's'))).not.toBe('g');
});

test('what outlasts every process by its rule is for all who have such a rule, and for nobody else', () => {
  const lives = new ServerLives(shared());
  const before = lives.read(hangsOn(['server:s']));
  lives.noteChange('s', ['server:s']);
  expect(lives.read(hangsOn(['server:s']))).toBe(before);
  expect(new ServerLives(shared()).read(hangsOn(['server:s']))).toBe(before);
  expect(before).not.toBe('g');
});

test('it is known without the store whether one has ended or was changed, and what of the store has advanced', () => {
  const lives = new ServerLives(shared());
  lives.noteChange('s', ['server:s']);
  const known = String(lives.read(ANYTHING));
  expect(lives.haveAdvanced(ANYTHING, known)).toBe(false);
  expect(lives.haveAdvanced(ANYTHING, known.replace('g', 'h'))).toBe(true);
  expect(lives.haveAdvanced(ANYTHING, 'g')).toBe(true);
  lives.noteEnd('s', { isLast: true });
  expect(lives.haveAdvanced(ANYTHING, known)).toBe(true);
});

test('where one of several processes ends, the others still know something', () => {
  const lives = new ServerLives(shared());
  lives.noteChange('s', ['server:s']);
  const before = lives.read(ANYTHING);
  lives.noteEnd('s', { isLast: false });
  expect(new Set(['g', before, lives.read(ANYTHING)]).size).toBe(3);
});

test('a store elsewhere is waited for, and what it does not know stays unknown', async () => {
  const lives = new ServerLives(shared({ isRemote: true }));
  lives.noteChange('s', ['server:s']);
  expect(await lives.read(ANYTHING)).toMatch(/^g .+/);
  const lost = new ServerLives(shared({ isRemote: true, knows: false }));
  lost.noteChange('s', ['server:s']);
  expect(await lost.read(ANYTHING)).toBeUndefined();
});

test('where too much was changed to tell apart, every answer is for the process that was written to', () => {
  const lives = new ServerLives(shared());
  for (let index = 0; index <= 10_000; index++) lives.noteChange('s', [`about:s:${index}`]);
  const other = hangsOn(['about:s:never changed'], 's');
  const first = lives.read(other);
  expect(first).not.toBe('g');
  lives.noteEnd('s', { isLast: false });
  expect(new Set(['g', first, lives.read(other)]).size).toBe(3);
  lives.noteEnd('s', { isLast: true });
  expect(lives.read(other)).toBe('g');
});
