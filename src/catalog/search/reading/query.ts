import { inverseFrequency, type Postings } from '../documents/postings.ts';
import type { SpellingNeighbors } from '../documents/spelling.ts';
import { normalize } from '../meaning/meanings.ts';
import type { WordVectors } from '../meaning/word-vectors.ts';
import { WEAK_WORDS } from '../text/stop-words.ts';
import type { TermReader } from '../text/terms.ts';
import { wordsOf } from '../text/tokenize.ts';
import type { RelatedWords } from '../vocabulary/related-words.ts';
import type { Weights } from '../weights.ts';
import type { Concept, Variant } from './concepts.ts';

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
  const words = wordsOf(text);
  const concepts: Concept[] = [];
  for (const [term, { count, isWeak }] of countTerms(words, context.reader)) {
    const variants = variantsOf(term, context);
    const repeats = 1 + Math.log(count) * weights.repeats;
    concepts.push({ variants, weight: repeats * (isWeak ? weights.weak : plainWeight(term, context)) });
  }
  for (const terms of phraseMeanings(words, context.related)) {
    const variants = terms.flatMap((term) => {
      const id = context.idOf(term);
      return id === undefined ? [] : [{ term: id, weight: 1 }];
    });
    if (variants.length > 0) concepts.push({ variants, weight: weights.phrase });
  }
  return concepts;
}

/** Where a request points, of length 1; undefined where none of its words has a vector. */
export function directionOf(
  text: string,
  { reader, idOf, weights }: QueryContext,
  { vectors, postings }: { readonly vectors: WordVectors; readonly postings: Postings },
): Float32Array | undefined {
  const direction = new Float32Array(vectors.dimensions);
  const rarest = Math.log(postings.rowCount + 1);
  let isKnown = false;
  for (const [term, { count, isWeak }] of countTerms(wordsOf(text), reader)) {
    const id = idOf(term);
    const telling = (id !== undefined && inverseFrequency(postings, id, weights.idfSmoothing)) || rarest;
    const repeats = 1 + Math.log(count) * weights.repeats;
    if (vectors.addTo(direction, term, repeats * (isWeak ? weights.weak : 1) * telling)) isKnown = true;
  }
  if (!isKnown) return undefined;
  normalize(direction);
  return direction;
}

function countTerms(
  words: readonly string[],
  reader: TermReader,
): Map<string, { count: number; isWeak: boolean }> {
  const counts = new Map<string, { count: number; isWeak: boolean }>();
  for (const word of words) {
    const term = reader.termOf(word);
    if (!term) continue;
    const known = counts.get(term);
    if (known) known.count++;
    else counts.set(term, { count: 1, isWeak: WEAK_WORDS.has(word) });
  }
  return counts;
}

/** Words of the vocabulary are what tools are about; others may be, numbers hardly ever. */
function plainWeight(term: string, { related, weights }: QueryContext): number {
  if (/^\d+$/.test(term)) return weights.number;
  return related.synonyms.has(term) || related.topics.has(term) ? 1 : weights.unlisted;
}

/** What counts as a term, the term itself first. */
function variantsOf(term: string, { related, weights, idOf, spelling }: QueryContext): Variant[] {
  const found = new Map<number, number>();
  const add = (id: number | undefined, weight: number): void => {
    if (id !== undefined && weight > (found.get(id) ?? 0)) found.set(id, weight);
  };
  const own = idOf(term);
  add(own, 1);
  for (const { term: id, similarity } of spelling.near(term, weights.minSimilarity)) {
    add(id, (own === undefined ? weights.unknownSpelling : weights.spelling) * similarity);
  }
  for (const other of related.synonyms.get(term) ?? []) add(idOf(other), weights.synonym);
  for (const other of related.topics.get(term) ?? []) add(idOf(other), weights.related);
  return [...found].map(([id, weight]) => ({ term: id, weight }));
}

function phraseMeanings(words: readonly string[], { phrases }: RelatedWords): (readonly string[])[] {
  return words.flatMap((word, at) =>
    (phrases.get(word) ?? [])
      .filter((phrase) => phrase.words.every((each, i) => words[at + i] === each))
      .map((phrase) => phrase.terms),
  );
}
