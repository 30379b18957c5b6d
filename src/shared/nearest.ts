/** Candidates similar enough to be what was meant, best first, at most `limit`. */
export function nearest(text: string, candidates: readonly string[], limit = 3): string[] {
  const wanted = text.toLowerCase().slice(0, MAX_COMPARED);
  return candidates
    .map((candidate) => ({ candidate, score: similarity(wanted, candidate.toLowerCase()) }))
    .filter(({ score }) => score >= MIN_SIMILARITY)
    .sort((a, b) => b.score - a.score)
    .slice(0, limit)
    .map(({ candidate }) => candidate);
}

const MAX_COMPARED = 100;
const MIN_SIMILARITY = 0.45;

/**
 * Dice coefficient over letter pairs: cheap for thousands of candidates, and blind to word order. Short
 * words have too few pairs to share after one slip (`agrs`), so their letters are compared instead.
 */
function similarity(a: string, b: string): number {
  if (a === b) return 1;
  const size = Math.max(a.length, b.length) <= 5 ? 1 : 2;
  if (a.length < size || b.length < size) return 0;
  const pairs = new Map<string, number>();
  for (let i = 0; i <= a.length - size; i++) {
    const pair = a.slice(i, i + size);
    pairs.set(pair, (pairs.get(pair) ?? 0) + 1);
  }
  let shared = 0;
  for (let i = 0; i <= b.length - size; i++) {
    const pair = b.slice(i, i + size);
    const left = pairs.get(pair) ?? 0;
    if (left === 0) continue;
    pairs.set(pair, left - 1);
    shared++;
  }
  return (2 * shared) / (a.length + b.length - 2 * (size - 1));
}
