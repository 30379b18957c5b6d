/** For each term the rows that hold it, with the weight of the term in the row. */
export interface Postings {
  /** Term `t` owns the entries from `offsets[t]` to `offsets[t + 1]`. */
  readonly offsets: Uint32Array;
  readonly rows: Uint32Array;
  /** Saturated term frequency, 0…1. */
  readonly impacts: Float32Array;
  readonly rowCount: number;
}

/** The terms of one row: `terms[i]` occurs with the weighted frequency `frequencies[i]`. */
export interface WeightedRow {
  readonly terms: ArrayLike<number>;
  readonly frequencies: ArrayLike<number>;
}

/** Inverts rows. */
export function buildPostings(
  rows: readonly WeightedRow[],
  termCount: number,
  impactOf: (frequency: number) => number,
): Postings {
  const offsets = new Uint32Array(termCount + 1);
  for (const { terms } of rows) {
    for (let i = 0; i < terms.length; i++) {
      const next = (terms[i] ?? 0) + 1;
      offsets[next] = (offsets[next] ?? 0) + 1;
    }
  }
  for (let term = 0; term < termCount; term++)
    offsets[term + 1] = (offsets[term + 1] ?? 0) + (offsets[term] ?? 0);
  const size = offsets[termCount] ?? 0;
  const postings = {
    offsets,
    rows: new Uint32Array(size),
    impacts: new Float32Array(size),
    rowCount: rows.length,
  };
  const cursor = offsets.slice(0, termCount);
  rows.forEach(({ terms, frequencies }, row) => {
    for (let i = 0; i < terms.length; i++) {
      const term = terms[i] ?? 0;
      const frequency = frequencies[i] ?? 0;
      const at = cursor[term] ?? 0;
      cursor[term] = at + 1;
      postings.rows[at] = row;
      postings.impacts[at] = impactOf(frequency);
    }
  });
  return postings;
}

/** How telling a term is: rare terms more. 0 for a term that no row holds. */
export function inverseFrequency(postings: Postings, term: number, smoothing: number): number {
  const count = (postings.offsets[term + 1] ?? 0) - (postings.offsets[term] ?? 0);
  return count === 0 ? 0 : Math.log(1 + (postings.rowCount - count + 0.5) / (count + smoothing));
}
