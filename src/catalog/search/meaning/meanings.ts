import { inverseFrequency, type Postings } from '../documents/postings.ts';
import type { WordVectors } from './word-vectors.ts';

/** The direction of every row: the sum of its words' vectors, telling words more; its length 1. */
export interface Meanings {
  readonly values: Float32Array;
  /** Always a multiple of four. */
  readonly dimensions: number;
}

/** Reads the meaning of every row from the terms that it holds. */
export function meaningsOf(
  postings: Postings,
  terms: readonly string[],
  vectors: WordVectors,
  smoothing: number,
): Meanings {
  const { dimensions } = vectors;
  const values = new Float32Array(postings.rowCount * dimensions);
  const vector = new Float32Array(dimensions);
  terms.forEach((term, id) => {
    vector.fill(0);
    const telling = inverseFrequency(postings, id, smoothing);
    if (telling === 0 || !vectors.addTo(vector, term, telling)) return;
    const end = postings.offsets[id + 1] ?? 0;
    for (let at = postings.offsets[id] ?? 0; at < end; at++) {
      const start = (postings.rows[at] ?? 0) * dimensions;
      const impact = postings.impacts[at] ?? 0;
      for (let i = 0; i < dimensions; i++)
        values[start + i] = (values[start + i] ?? 0) + impact * (vector[i] ?? 0);
    }
  });
  for (let start = 0; start < values.length; start += dimensions)
    normalize(values.subarray(start, start + dimensions));
  return { values, dimensions };
}

/** Brings a vector to length 1, where it has any. */
export function normalize(vector: Float32Array): void {
  let sum = 0;
  for (let i = 0; i < vector.length; i++) sum += (vector[i] ?? 0) ** 2;
  const scale = sum > 0 ? 1 / Math.sqrt(sum) : 0;
  for (let i = 0; i < vector.length; i++) vector[i] = (vector[i] ?? 0) * scale;
}

/** How near the rows are to a direction: 1 for the same, 0 for what has nothing to do with it. */
export function similarities(
  { values, dimensions }: Meanings,
  direction: Float32Array,
  isAsked: (row: number) => boolean,
): Float32Array {
  const found = new Float32Array(values.length / dimensions);
  for (let row = 0; row < found.length; row++)
    if (isAsked(row)) found[row] = Math.max(0, dotAt(values, row * dimensions, direction));
  return found;
}

/** The longest loop of a search: four sums do not wait for one another, and no index is outside. */
function dotAt(values: Float32Array, start: number, direction: Float32Array): number {
  let a = 0;
  let b = 0;
  let c = 0;
  let d = 0;
  for (let i = 0, at = start; i < direction.length; i += 4, at += 4) {
    a += (values[at] as number) * (direction[i] as number);
    b += (values[at + 1] as number) * (direction[i + 1] as number);
    c += (values[at + 2] as number) * (direction[i + 2] as number);
    d += (values[at + 3] as number) * (direction[i + 3] as number);
  }
  return a + b + c + d;
}
