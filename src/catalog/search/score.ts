import type { Concept } from './concepts.ts';
import { inverseFrequency, type Postings } from './postings.ts';

/** Adds up, for every row, the best variant of each concept. */
export function scoreRows(postings: Postings, concepts: readonly Concept[], smoothing: number): Float32Array {
  const scores = new Float32Array(postings.rowCount);
  const best = new Float32Array(postings.rowCount);
  const touched: number[] = [];
  for (const { variants, weight } of concepts) {
    const ceiling = ownFrequency(postings, variants, smoothing);
    for (const variant of variants) {
      const idf = Math.min(ceiling, inverseFrequency(postings, variant.term, smoothing));
      if (idf > 0) keepBest(postings, variant.term, variant.weight * idf, best, touched);
    }
    for (const row of touched) {
      scores[row] = (scores[row] ?? 0) + weight * (best[row] ?? 0);
      best[row] = 0;
    }
    touched.length = 0;
  }
  return scores;
}

/** A word's variants tell no more than the word itself, where the catalog knows it. */
function ownFrequency(
  postings: Postings,
  variants: readonly { term: number; weight: number }[],
  smoothing: number,
): number {
  const own = variants.find(({ weight }) => weight === 1);
  return (own && inverseFrequency(postings, own.term, smoothing)) || Number.POSITIVE_INFINITY;
}

function keepBest(
  postings: Postings,
  term: number,
  factor: number,
  best: Float32Array,
  touched: number[],
): void {
  const end = postings.offsets[term + 1] ?? 0;
  for (let at = postings.offsets[term] ?? 0; at < end; at++) {
    const row = postings.rows[at] ?? 0;
    const value = factor * (postings.impacts[at] ?? 0);
    const before = best[row] ?? 0;
    if (before === 0) touched.push(row);
    if (value > before) best[row] = value;
  }
}

/** What a row could reach at most if it held every concept. */
export function highestScore(postings: Postings, concepts: readonly Concept[], smoothing: number): number {
  let sum = 0;
  for (const { variants, weight } of concepts) {
    const ceiling = ownFrequency(postings, variants, smoothing);
    sum +=
      weight *
      Math.max(
        ...variants.map(
          ({ term, weight: part }) => part * Math.min(ceiling, inverseFrequency(postings, term, smoothing)),
        ),
      );
  }
  return sum;
}
