/** Rows of equal length. */
export type Matrix = Float64Array[];

interface Choice {
  /** How many directions. */
  readonly count: number;
  /** How many of the first rows they are found in. */
  readonly sample: number;
}

const ROUNDS = 60;

/** Takes the mean of the first rows from all of them, in place. */
export function center(rows: Matrix, sample: number): void {
  const mean = new Float64Array(rows[0]?.length ?? 0);
  const counted = rows.slice(0, sample);
  for (const row of counted) addScaled(mean, row, 1 / counted.length);
  for (const row of rows) addScaled(row, mean, -1);
}

/** Brings every row to a length, in place; an empty one stays. */
export function normalizeRows(rows: Matrix, length: number): void {
  for (const row of rows) {
    const scale = length / Math.max(1e-6, Math.sqrt(dot(row, row)));
    for (let i = 0; i < row.length; i++) row[i] = (row[i] ?? 0) * scale;
  }
}

/** Takes the main directions out of every row, in place. */
export function removeDirections(rows: Matrix, choice: Choice): void {
  for (const direction of mainDirections(rows, choice))
    for (const row of rows) addScaled(row, direction, -dot(row, direction));
}

/** The rows in the coordinates of their main directions. */
export function project(rows: Matrix, choice: Choice): Matrix {
  const directions = mainDirections(rows, choice);
  return rows.map((row) => Float64Array.from(directions, (direction) => dot(row, direction)));
}

/** The directions in which the first rows differ most: orthogonal iteration on their covariance. */
function mainDirections(rows: Matrix, { count, sample }: Choice): Matrix {
  const covariance = covarianceOf(rows.slice(0, sample));
  const size = covariance.length;
  // A start that is the same every time, and orthogonal to no direction.
  let directions = Array.from({ length: count }, (_, k) =>
    Float64Array.from({ length: size }, (_, i) => Math.cos((i + 1) * (k + 1))),
  );
  for (let round = 0; round < ROUNDS; round++) {
    directions = directions.map((direction) => Float64Array.from(covariance, (row) => dot(row, direction)));
    orthogonalize(directions);
  }
  return directions;
}

function covarianceOf(rows: Matrix): Matrix {
  const size = rows[0]?.length ?? 0;
  const sums = Array.from({ length: size }, () => new Float64Array(size));
  for (const row of rows)
    sums.forEach((sum, i) => {
      addScaled(sum, row, row[i] ?? 0);
    });
  return sums;
}

function orthogonalize(directions: Matrix): void {
  directions.forEach((direction, k) => {
    for (const before of directions.slice(0, k)) addScaled(direction, before, -dot(direction, before));
    normalizeRows([direction], 1);
  });
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += (a[i] ?? 0) * (b[i] ?? 0);
  return sum;
}

function addScaled(to: Float64Array, row: Float64Array, factor: number): void {
  for (let i = 0; i < to.length; i++) to[i] = (to[i] ?? 0) + factor * (row[i] ?? 0);
}
