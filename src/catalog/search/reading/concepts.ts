/** One word of a query with everything that counts as the same. */
export interface Concept {
  readonly variants: readonly Variant[];
  /** How much the query asks for it: repeats count little. */
  readonly weight: number;
}

export interface Variant {
  readonly term: number;
  /** 1 for the word itself. */
  readonly weight: number;
}
