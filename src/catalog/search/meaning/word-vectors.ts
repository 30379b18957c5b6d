import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

const TABLE = '#word-vectors';
const HEADER_BYTES = 12;
const SCALE_BYTES = 4;

/** Words as directions: those that are used alike point the same way. `scripts/word-vectors.ts` writes the table. */
export class WordVectors {
  readonly dimensions: number;
  readonly #rows = new Map<string, number>();
  /** One per word: what its values are to be multiplied with. */
  readonly #scales: Float32Array;
  readonly #values: Int8Array;

  /** `bytes`: length of the words, their count, dimensions; the words; their scales; their values. */
  constructor(bytes: Uint8Array<ArrayBuffer>) {
    const header = new DataView(bytes.buffer, bytes.byteOffset, HEADER_BYTES);
    const wordsEnd = HEADER_BYTES + header.getUint32(0, true);
    const count = header.getUint32(4, true);
    const scalesEnd = wordsEnd + count * SCALE_BYTES;
    this.dimensions = header.getUint32(8, true);
    const words = new TextDecoder().decode(bytes.subarray(HEADER_BYTES, wordsEnd)).split('\n');
    words.forEach((word, row) => {
      this.#rows.set(word, row);
    });
    const start = bytes.byteOffset;
    this.#scales = new Float32Array(bytes.buffer.slice(start + wordsEnd, start + scalesEnd));
    this.#values = new Int8Array(bytes.buffer, start + scalesEnd, count * this.dimensions);
  }

  /** Adds a term's vector to `sum`, `weight` times; false for a term that the table does not have. */
  addTo(sum: Float32Array, term: string, weight: number): boolean {
    const row = this.#rows.get(term);
    if (row === undefined) return false;
    const factor = weight * (this.#scales[row] ?? 0);
    const from = row * this.dimensions;
    for (let i = 0; i < this.dimensions; i++) sum[i] = (sum[i] ?? 0) + factor * (this.#values[from + i] ?? 0);
    return true;
  }
}

/** The table that the package brings: 2 MB, read when it is first needed. */
export function loadWordVectors(): WordVectors {
  const file = createRequire(import.meta.url).resolve(TABLE);
  return new WordVectors(new Uint8Array(readFileSync(file)));
}
