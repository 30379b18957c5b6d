import { expect, test } from 'vitest';
import { referencesIn } from '../../../src/calls/meta/batch/references.ts';
import { MergedView } from '../../../src/catalog/merged-view.ts';
import { splitScopedUri } from '../../../src/catalog/resource-uris.ts';
import { countTokens } from '../../../src/catalog/tokens/count-tokens.ts';
import { ToolSearch } from '../../../src/catalog/tool-search.ts';
import { matchesAny } from '../../../src/shared/globs.ts';
import { nearest } from '../../../src/shared/nearest.ts';
import { ManualClock } from '../store/manual-clock.ts';
import { recordingLog } from '../store/recording-log.ts';
import { knownCatalog } from './known-catalog.ts';

// None of these ends within a test's time where an expression backtracks, or work grows with the square of a text.

const LONG = 300_000;

test.each([
  ['spaces', `read${' '.repeat(LONG)}write`],
  ['one letter', 'a'.repeat(LONG)],
  ['changes of case', 'aA'.repeat(LONG)],
  ['punctuation', '.,;'.repeat(LONG)],
  ['clauses', 'open the file, then '.repeat(LONG / 10)],
  ['words that nobody knows', Array.from({ length: LONG / 10 }, (_, index) => `word${index}`).join(' ')],
  ['a script without spaces', '漢'.repeat(LONG)],
])('a search query that is made to take long does not: %s', async (_, query) => {
  const catalog = await knownCatalog({ files: ['read_file', 'write_file'] });
  const search = new ToolSearch({
    catalog,
    store: undefined,
    clock: new ManualClock(),
    log: recordingLog(),
  });
  expect(await search.find([query], { view: new MergedView(catalog) })).toHaveProperty('tools');
});

test('a glob that is made to take long does not', () => {
  expect(matchesAny([`${'*a'.repeat(100)}b`], 'a'.repeat(LONG))).toBe(false);
});

test('a URI, a name, a reference or a description that is made to take long does not', () => {
  expect(splitScopedUri('+'.repeat(LONG))).toBeUndefined();
  expect(splitScopedUri(`a${'+'.repeat(LONG)}`)).toMatchObject({ scope: 'a' });
  expect(splitScopedUri(`${'{?x}'.repeat(LONG)}+`)).toMatchObject({ uri: '' });
  expect(nearest('a'.repeat(LONG), ['b'.repeat(LONG)])).toEqual([]);
  expect(referencesIn({ $ref: `${'a'.repeat(LONG)}#text` })).toEqual([]);
  for (const text of [' ', 'A', 'aA', '.', '\n', '# '])
    expect(countTokens(text.repeat(LONG))).toBeGreaterThan(0);
});
