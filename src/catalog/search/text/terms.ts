import { stem } from './stem.ts';
import { STOP_WORDS } from './stop-words.ts';
import { wordsOf } from './tokenize.ts';

const MAX_REMEMBERED = 50_000;

/** Turns text to index terms; remembers stems, since a catalog repeats its words. */
export class TermReader {
  readonly #stems = new Map<string, string>();

  /** The terms of a text in order: stemmed words without those that say nothing. */
  read(text: string): string[] {
    const terms: string[] = [];
    for (const word of wordsOf(text)) {
      const term = this.termOf(word);
      if (term) terms.push(term);
    }
    return terms;
  }

  /** The term of one lower-case word; empty for a stop word. */
  termOf(word: string): string {
    const known = this.#stems.get(word);
    if (known !== undefined) return known;
    const term =
      STOP_WORDS.has(word) || (word.length === 1 && /[a-z0-9]/.test(word)) ? '' : stem(word.slice(0, 40));
    if (this.#stems.size >= MAX_REMEMBERED) this.#stems.clear();
    this.#stems.set(word, term);
    return term;
  }
}
