import { inverseFrequency, type Postings } from '../documents/postings.ts';
import type { Concept } from './concepts.ts';

/** Adds up, for every row, the best variant of each concept. `smoothing` tames the rarest terms. */
export function scoreRows(postings: Postings, concepts: readonly Concept[], smoothing: number): Float32Array {
  return sumBest(postings, concepts, (concept) => {
    const ceiling = ownFrequency(postings, concept, smoothing);
    return concept.variants.map(
      ({ term, weight }) =>
        concept.weight * weight * Math.min(ceiling, inverseFrequency(postings, term, smoothing)),
    );
  });
}

/** For every row the part of its name that the concepts cover, about 0…1. */
export function coverNames(names: Postings, concepts: readonly Concept[]): Float32Array {
  return sumBest(names, concepts, ({ variants, weight }) =>
    variants.map((each) => each.weight * Math.min(1, weight)),
  );
}

/** What a row could reach at most if it held every concept; one that no row holds counts as a rare one. */
export function highestScore(postings: Postings, concepts: readonly Concept[], smoothing: number): number {
  const rarest = Math.log(postings.rowCount + 1);
  let sum = 0;
  for (const concept of concepts) {
    if (concept.variants.length === 0) sum += concept.weight * rarest;
    const ceiling = ownFrequency(postings, concept, smoothing);
    let best = 0;
    for (const { term, weight } of concept.variants) {
      best = Math.max(best, weight * Math.min(ceiling, inverseFrequency(postings, term, smoothing)));
    }
    sum += concept.weight * best;
  }
  return sum;
}

function sumBest(
  postings: Postings,
  concepts: readonly Concept[],
  factorsOf: (concept: Concept) => readonly number[],
): Float32Array {
  const sums = new Float32Array(postings.rowCount);
  const best = new Float32Array(postings.rowCount);
  const touched: number[] = [];
  for (const concept of concepts) {
    const factors = factorsOf(concept);
    concept.variants.forEach(({ term }, i) => {
      keepBest(postings, term, factors[i] ?? 0, best, touched);
    });
    for (const row of touched) {
      sums[row] = (sums[row] ?? 0) + (best[row] ?? 0);
      best[row] = 0;
    }
    touched.length = 0;
  }
  return sums;
}

/** A word's variants tell no more than the word itself, where the catalog knows it. */
function ownFrequency(postings: Postings, { variants }: Concept, smoothing: number): number {
  const own = variants[0];
  return (own?.weight === 1 && inverseFrequency(postings, own.term, smoothing)) || Number.POSITIVE_INFINITY;
}

function keepBest(
  postings: Postings,
  term: number,
  factor: number,
  best: Float32Array,
  touched: number[],
): void {
  if (factor <= 0) return;
  const end = postings.offsets[term + 1] ?? 0;
  for (let at = postings.offsets[term] ?? 0; at < end; at++) {
    const row = postings.rows[at] ?? 0;
    const value = factor * (postings.impacts[at] ?? 0);
    const before = best[row] ?? 0;
    if (value <= before) continue;
    if (before === 0) touched.push(row);
    best[row] = value;
  }
}
