import type { Weights } from '../weights.ts';
import { bestRows } from './best-rows.ts';

/** One reading of a request: a score for every tool, about 1 for the best. */
export interface Reading {
  readonly scores: Float32Array;
  /** How much the reading counts beside the others. */
  readonly weight: number;
}

export interface RankedRow {
  readonly row: number;
  readonly score: number;
}

/** Ranks are handed out one by one up to here; what follows is in the order of its plain score. */
const MAX_TURNS = 12;

/**
 * Orders rows so that every step of a request gets its tools early: each row counts by the step it serves best,
 * and a step counts less for each row it has been given.
 */
export function fuseReadings(
  whole: Reading,
  steps: readonly Reading[],
  limit: number,
  weights: Weights,
): RankedRow[] {
  const rows = candidates([whole, ...steps], limit);
  const given = steps.map(() => 1);
  const ordered: RankedRow[] = [];
  while (rows.size > 0 && ordered.length < Math.min(limit, MAX_TURNS)) {
    let best = { row: -1, score: Number.NEGATIVE_INFINITY, step: -1 };
    for (const row of rows) {
      const valued = worthOf(row, whole, steps, given);
      if (valued.score > best.score) best = { row, ...valued };
    }
    rows.delete(best.row);
    if (best.step >= 0) given[best.step] = (given[best.step] ?? 1) * weights.stepGiven;
    ordered.push({ row: best.row, score: best.score });
  }
  const even = steps.map(() => 1);
  const rest = [...rows].map((row) => ({ row, score: worthOf(row, whole, steps, even).score }));
  rest.sort((a, b) => b.score - a.score);
  return [...ordered, ...rest].slice(0, limit);
}

function worthOf(
  row: number,
  whole: Reading,
  steps: readonly Reading[],
  given: readonly number[],
): { step: number; score: number } {
  let step = -1;
  let best = 0;
  for (let i = 0; i < steps.length; i++) {
    const reading = steps[i];
    const score = reading ? reading.weight * (given[i] ?? 1) * (reading.scores[row] ?? 0) : 0;
    if (score > best) {
      best = score;
      step = i;
    }
  }
  return { step, score: best + whole.weight * (whole.scores[row] ?? 0) };
}

function candidates([whole, ...steps]: readonly Reading[], limit: number): Set<number> {
  const perStep = Math.ceil(limit / Math.max(1, steps.length)) + MAX_TURNS;
  const rows = new Set(whole ? bestRows(whole.scores, limit) : []);
  for (const { scores } of steps) for (const row of bestRows(scores, perStep)) rows.add(row);
  return rows;
}
