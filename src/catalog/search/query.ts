import type { Concept, Variant } from './concepts.ts';
import type { SpellingNeighbors } from './spelling.ts';
import { WEAK_WORDS } from './stop-words.ts';
import type { TermReader } from './terms.ts';
import { wordsOf } from './tokenize.ts';
import type { RelatedWords } from './vocabulary/related-words.ts';
import type { Weights } from './weights.ts';

export interface QueryContext {
  readonly reader: TermReader;
  readonly related: RelatedWords;
  /** The number of a term; undefined for one that no tool uses. */
  readonly idOf: (term: string) => number | undefined;
  readonly spelling: SpellingNeighbors;
  readonly weights: Weights;
}

/** Brings a request into concepts: its words, each with what may stand for it. */
export function conceptsOf(text: string, context: QueryContext): Concept[] {
  const { weights } = context;
  const counts = new Map<string, number>();
  const weak = new Set<string>();
  const words = wordsOf(text);
  for (const word of words) {
    const term = context.reader.termOf(word);
    if (!term) continue;
    counts.set(term, (counts.get(term) ?? 0) + 1);
    if (WEAK_WORDS.has(word)) weak.add(term);
  }
  const concepts: Concept[] = [];
  for (const [term, count] of counts) {
    const variants = variantsOf(term, context);
    if (variants.length > 0)
      concepts.push({
        variants,
        weight:
          (1 + Math.log(count) * weights.repeats) *
          (weak.has(term)
            ? weights.weak
            : /^\d+$/.test(term)
              ? weights.number
              : context.related.synonyms.has(term) || context.related.topics.has(term)
                ? 1
                : weights.unlisted),
      });
  }
  for (const terms of phraseMeanings(words, context.related)) {
    const variants = terms.flatMap((term) => variant(term, 1, context));
    if (variants.length > 0) concepts.push({ variants, weight: weights.phrase });
  }
  return concepts;
}

function variantsOf(term: string, context: QueryContext): Variant[] {
  const { related, weights } = context;
  const found = new Map<number, number>();
  const add = (other: string, weight: number): void => {
    const id = context.idOf(other);
    if (id !== undefined && weight > (found.get(id) ?? 0)) found.set(id, weight);
  };
  add(term, 1);
  for (const { term: id, similarity } of weights.spelling > 0
    ? context.spelling.near(term, weights.minSimilarity)
    : []) {
    if (!found.has(id)) found.set(id, weights.spelling * similarity);
  }
  for (const other of related.synonyms.get(term) ?? []) add(other, weights.synonym);
  for (const other of related.topics.get(term) ?? []) add(other, weights.related);
  return [...found].map(([id, weight]) => ({ term: id, weight }));
}

function variant(term: string, weight: number, context: QueryContext): Variant[] {
  const id = context.idOf(term);
  return id === undefined ? [] : [{ term: id, weight }];
}

function phraseMeanings(words: readonly string[], { phrases }: RelatedWords): (readonly string[])[] {
  return words.flatMap((word, at) =>
    (phrases.get(word) ?? [])
      .filter((phrase) => phrase.words.every((each, i) => words[at + i] === each))
      .map((phrase) => phrase.terms),
  );
}
