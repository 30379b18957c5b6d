import type { Weights } from './weights.ts';

/** One reading of a request: a score for every tool, at most 1. */
export interface Reading {
  readonly scores: Float32Array;
  /** How much the reading counts beside the others. */
  readonly weight: number;
}

/**
 * Orders rows so that every step of a request gets its tools early: each row counts by the step it serves best,
 * and a step counts less for each row it has been given.
 */
export function fuseReadings(
  whole: Reading,
  steps: readonly Reading[],
  limit: number,
  weights: Weights,
): { row: number; score: number }[] {
  const rows = candidates([whole, ...steps], weights.candidates);
  const given = steps.map(() => 1);
  const ordered: { row: number; score: number }[] = [];
  while (rows.size > 0 && ordered.length < limit) {
    let best = { row: -1, score: -1, step: -1 };
    for (const row of rows) {
      const found = bestStep(steps, given, row);
      const score = found.score + whole.weight * (whole.scores[row] ?? 0);
      if (score > best.score) best = { row, score, step: found.step };
    }
    rows.delete(best.row);
    const { step } = best;
    if (step >= 0) given[step] = (given[step] ?? 1) * weights.stepGiven;
    ordered.push(best);
  }
  return ordered;
}

function bestStep(
  steps: readonly Reading[],
  given: readonly number[],
  row: number,
): { step: number; score: number } {
  let best = { step: -1, score: 0 };
  steps.forEach(({ scores, weight }, step) => {
    const score = weight * (given[step] ?? 1) * (scores[row] ?? 0);
    if (score > best.score) best = { step, score };
  });
  return best;
}

function candidates(readings: readonly Reading[], perReading: number): Set<number> {
  const rows = new Set<number>();
  for (const { scores } of readings) {
    const positive: number[] = [];
    scores.forEach((score, row) => {
      if (score > 0) positive.push(row);
    });
    positive.sort((a, b) => (scores[b] ?? 0) - (scores[a] ?? 0));
    for (const row of positive.slice(0, perReading)) rows.add(row);
  }
  return rows;
}
