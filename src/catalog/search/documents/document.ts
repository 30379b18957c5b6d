import type { TermReader } from '../text/terms.ts';
import { type SearchableTool, toolTexts } from '../text/tool-text.ts';
import { FIELDS, type Weights } from '../weights.ts';

const MAX_COUNT = 31;

/** A tool as the index keeps it: which term occurs how often in which field. */
export interface Document {
  /** `term << 8 | field << 5 | count`. */
  readonly occurrences: Uint32Array;
  /** Terms per field, in the order of FIELDS. */
  readonly lengths: Uint16Array;
}

/** Reads one tool to a document; new terms enter the vocabulary. */
export function readDocument(
  server: string,
  tool: SearchableTool,
  reader: TermReader,
  vocabulary: Map<string, number>,
): Document {
  const texts = toolTexts(server, tool);
  const counts = new Map<number, number>();
  const lengths = new Uint16Array(FIELDS.length);
  FIELDS.forEach((field, fieldNumber) => {
    const terms = reader.read(texts[field]);
    lengths[fieldNumber] = terms.length;
    for (const term of terms) {
      const id = vocabulary.get(term) ?? vocabulary.size;
      if (id === vocabulary.size) vocabulary.set(term, id);
      const key = id * 256 + fieldNumber * 32;
      counts.set(key, (counts.get(key) ?? 0) + 1);
    }
  });
  const occurrences = new Uint32Array(counts.size);
  let at = 0;
  for (const [key, count] of counts) occurrences[at++] = key + Math.min(count, MAX_COUNT);
  return { occurrences: occurrences.sort(), lengths };
}

/** BM25F's weighted frequencies of every document's terms, each field discounted by its length. */
export function weighDocuments(
  documents: readonly Document[],
  weights: Weights,
): { terms: Uint32Array; frequencies: Float32Array }[] {
  const averages = averageLengths(documents);
  const fields = FIELDS.map((field) => weights.fields[field]);
  return documents.map(({ occurrences, lengths }) => {
    const factors = fields.map(({ weight, lengthDiscount }, f) => {
      const relative = (lengths[f] ?? 0) / Math.max(1, averages[f] ?? 1);
      return weight / (1 - lengthDiscount + lengthDiscount * relative);
    });
    const terms = new Uint32Array(occurrences.length);
    const frequencies = new Float32Array(occurrences.length);
    let size = 0;
    for (const occurrence of occurrences) {
      const term = occurrence >>> 8;
      const frequency = (occurrence & 31) * (factors[(occurrence >>> 5) & 7] ?? 0);
      if (size > 0 && terms[size - 1] === term)
        frequencies[size - 1] = (frequencies[size - 1] ?? 0) + frequency;
      else {
        terms[size] = term;
        frequencies[size++] = frequency;
      }
    }
    return { terms: terms.subarray(0, size), frequencies: frequencies.subarray(0, size) };
  });
}

function averageLengths(documents: readonly Document[]): number[] {
  return FIELDS.map(
    (_, f) =>
      documents.reduce((sum, { lengths }) => sum + (lengths[f] ?? 0), 0) / Math.max(1, documents.length),
  );
}
