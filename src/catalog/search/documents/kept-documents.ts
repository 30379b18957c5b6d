import type { Document } from './document.ts';

/**
 * Another number whenever the same tool would be read to another document; what is kept of earlier ones is then
 * read anew. A test holds what the reader makes of a sample, and says so.
 */
export const READER_VERSION = 1;

/** Where what was read of one server's tools is kept for the next start. */
export interface KeptDocuments {
  load(): string | undefined;
  save(text: string): void;
}

/** The documents of a server as text: its terms, then per tool lengths and occurrences by place of the term. */
export function writeDocuments(documents: readonly Document[], termOf: (id: number) => string): string {
  const places = new Map<number, number>();
  const rows = documents.map(({ lengths, occurrences }) => [
    [...lengths],
    Array.from(occurrences, (occurrence) => {
      const id = occurrence >>> 8;
      const place = places.get(id) ?? places.size;
      places.set(id, place);
      return place * 256 + (occurrence & 255);
    }),
  ]);
  return JSON.stringify({ terms: [...places.keys()].map(termOf), rows });
}

/** The documents that a text holds; new terms enter the vocabulary. Undefined for a text that is torn. */
export function readKeptDocuments(text: string, vocabulary: Map<string, number>): Document[] | undefined {
  const kept = parse(text);
  if (!kept) return undefined;
  const ids = kept.terms.map((term) => {
    const id = vocabulary.get(term) ?? vocabulary.size;
    if (id === vocabulary.size) vocabulary.set(term, id);
    return id;
  });
  return kept.rows.map(([lengths, occurrences]) => ({
    lengths: Uint16Array.from(lengths),
    occurrences: Uint32Array.from(occurrences, (each) => (ids[each >>> 8] ?? 0) * 256 + (each & 255)).sort(),
  }));
}

interface Kept {
  readonly terms: readonly string[];
  readonly rows: readonly (readonly [lengths: readonly number[], occurrences: readonly number[]])[];
}

function parse(text: string): Kept | undefined {
  try {
    const kept = JSON.parse(text) as Partial<Kept> | null;
    return Array.isArray(kept?.terms) && Array.isArray(kept.rows) ? (kept as Kept) : undefined;
  } catch {
    // What cannot be read is as good as nothing: the tools are read again.
    return undefined;
  }
}
