import type { Random } from '../../test/helpers/random.ts';

/** One of `items` by Zipf's law: the second half as often as the first, the third a third as often. */
export function pickByRank<T>(random: Random, items: readonly T[]): T {
  const weights = items.map((_, rank) => 1 / (rank + 1));
  let left = random.next() * weights.reduce((sum, weight) => sum + weight, 0);
  const index = weights.findIndex((weight) => {
    left -= weight;
    return left < 0;
  });
  const item = items[Math.max(index, 0)];
  if (item === undefined) throw new Error('nothing to pick from');
  return item;
}
