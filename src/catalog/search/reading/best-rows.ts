/** The rows of the highest positive scores, best first. */
export function bestRows(scores: Float32Array, count: number): number[] {
  const heap = new Uint32Array(count);
  let size = 0;
  const scoreAt = (position: number): number => scores[heap[position] ?? 0] ?? 0;
  const swap = (a: number, b: number): void => {
    const row = heap[a] ?? 0;
    heap[a] = heap[b] ?? 0;
    heap[b] = row;
  };
  const sink = (): void => {
    for (let at = 0; ; ) {
      let least = at;
      for (const child of [2 * at + 1, 2 * at + 2])
        if (child < size && scoreAt(child) < scoreAt(least)) least = child;
      if (least === at) return;
      swap(at, least);
      at = least;
    }
  };
  const rise = (): void => {
    for (let at = size - 1; at > 0; ) {
      const parent = (at - 1) >> 1;
      if (scoreAt(parent) <= scoreAt(at)) return;
      swap(at, parent);
      at = parent;
    }
  };
  for (let row = 0; row < scores.length; row++) {
    const score = scores[row] ?? 0;
    if (score <= 0) continue;
    if (size < count) {
      heap[size++] = row;
      rise();
    } else if (size > 0 && score > scoreAt(0)) {
      heap[0] = row;
      sink();
    }
  }
  return [...heap.subarray(0, size)].sort((a, b) => (scores[b] ?? 0) - (scores[a] ?? 0) || a - b);
}
