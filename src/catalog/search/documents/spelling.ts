const GRAM = 4;
const MIN_LENGTH = 5;

/** Finds terms that are written alike: other forms of a word, parts of compounds, misspellings. */
export class SpellingNeighbors {
  readonly #termsOf = new Map<string, number[]>();
  readonly #gramCounts: number[] = [];

  constructor(terms: Iterable<string>) {
    let id = 0;
    for (const term of terms) {
      const grams = gramsOf(term);
      this.#gramCounts.push(grams.length);
      for (const gram of grams) {
        const known = this.#termsOf.get(gram);
        if (known) known.push(id);
        else this.#termsOf.set(gram, [id]);
      }
      id++;
    }
  }

  /** Terms whose shared part is at least `minSimilarity`, 0…1. */
  near(term: string, minSimilarity: number): { term: number; similarity: number }[] {
    const grams = gramsOf(term);
    const shared = new Map<number, number>();
    for (const gram of grams)
      for (const id of this.#termsOf.get(gram) ?? []) shared.set(id, (shared.get(id) ?? 0) + 1);
    const found: { term: number; similarity: number }[] = [];
    for (const [id, count] of shared) {
      const similarity = (2 * count) / (grams.length + (this.#gramCounts[id] ?? 0));
      if (similarity >= minSimilarity) found.push({ term: id, similarity });
    }
    return found;
  }
}

/** The character 4-grams of a word, its beginning and end marked. */
function gramsOf(term: string): string[] {
  if (term.length < MIN_LENGTH || !/^[a-z]/.test(term)) return [];
  const marked = `^${term}`;
  const grams = new Set<string>();
  for (let i = 0; i + GRAM <= marked.length; i++) grams.add(marked.slice(i, i + GRAM));
  return [...grams];
}
