import type { ToolsOfServer } from '../encoder/encoded-tools.ts';
import { type Meanings, meaningsOf } from '../meaning/meanings.ts';
import type { WordVectors } from '../meaning/word-vectors.ts';
import type { Action } from '../reading/action.ts';
import type { SearchableTool } from '../text/tool-text.ts';
import type { Weights } from '../weights.ts';
import { type Document, weighDocuments } from './document.ts';
import { buildPostings, inverseFrequency, type Postings, type WeightedRow } from './postings.ts';
import { SpellingNeighbors } from './spelling.ts';

/** The servers' documents, ready to be searched; made anew after a change. */
export interface Snapshot {
  readonly tools: readonly { readonly server: number; readonly tool: SearchableTool }[];
  readonly servers: readonly string[];
  readonly byServer: readonly ToolsOfServer[];
  readonly toolPostings: Postings;
  /** The same over servers, each the sum of its tools. */
  readonly serverPostings: Postings;
  /** Tool names alone: each term with its share of the name. */
  readonly namePostings: Postings;
  /** What kinds of action each tool's name speaks of. */
  readonly actions: readonly (readonly Action[])[];
  readonly spelling: SpellingNeighbors;
  readonly toolMeanings: Meanings;
  readonly serverMeanings: Meanings;
}

export interface ServerDocuments {
  readonly tools: readonly SearchableTool[];
  readonly documents: readonly Document[];
}

/** What documents are read with. */
export interface SnapshotContext {
  readonly vocabulary: ReadonlyMap<string, number>;
  readonly weights: Weights;
  readonly actionOf: ReadonlyMap<string, Action>;
  readonly vectors: WordVectors;
}

/** Makes what the servers' tools say searchable. */
export function takeSnapshot(
  servers: ReadonlyMap<string, ServerDocuments>,
  { vocabulary, weights, actionOf, vectors }: SnapshotContext,
): Snapshot {
  const termCount = vocabulary.size;
  const terms = [...vocabulary.keys()];
  const entries = [...servers.values()];
  const documents = entries.flatMap((entry) => entry.documents);
  const rows = weighDocuments(documents, weights);
  const serverRows: WeightedRow[] = [];
  let first = 0;
  for (const entry of entries) {
    serverRows.push(sumRows(rows.slice(first, first + entry.documents.length)));
    first += entry.documents.length;
  }
  const saturate = (frequency: number): number => frequency / (frequency + weights.saturation);
  const toolPostings = buildPostings(rows, termCount, saturate);
  const serverPostings = buildPostings(serverRows, termCount, saturate);
  return {
    tools: entries.flatMap((entry, server) => entry.tools.map((tool) => ({ server, tool }))),
    servers: [...servers.keys()],
    byServer: [...servers].map(([server, { tools }]) => ({ server, tools })),
    toolPostings,
    serverPostings,
    namePostings: buildPostings(
      documents.map((document) => nameShares(document, toolPostings)),
      termCount,
      (share) => share,
    ),
    actions: documents.map((document) =>
      nameTerms(document).flatMap((term) => actionOf.get(terms[term] ?? '') ?? []),
    ),
    toolMeanings: meaningsOf(toolPostings, terms, vectors, weights.idfSmoothing),
    serverMeanings: meaningsOf(serverPostings, terms, vectors, weights.idfSmoothing),
    spelling: new SpellingNeighbors(terms),
  };
}

/** How much each term says of a name; 1 altogether. */
function nameShares(document: Document, postings: Postings): WeightedRow {
  const terms = [...new Set(nameTerms(document))];
  const telling = terms.map((term) => inverseFrequency(postings, term, 2));
  const sum = telling.reduce((a, b) => a + b, 1e-9);
  return { terms, frequencies: telling.map((value) => value / sum) };
}

function nameTerms({ occurrences }: Document): number[] {
  return [...occurrences].filter((o) => ((o >>> 5) & 7) === 0).map((o) => o >>> 8);
}

/** A server's row: each term with its frequency, averaged over tools with a root so that size counts a little. */
function sumRows(rows: readonly WeightedRow[]): WeightedRow {
  const sums = new Map<number, number>();
  for (const { terms, frequencies } of rows) {
    for (let i = 0; i < terms.length; i++) {
      const term = terms[i] ?? 0;
      sums.set(term, (sums.get(term) ?? 0) + (frequencies[i] ?? 0));
    }
  }
  const scale = 1 / Math.sqrt(Math.max(1, rows.length));
  return { terms: [...sums.keys()], frequencies: [...sums.values()].map((sum) => sum * scale) };
}
