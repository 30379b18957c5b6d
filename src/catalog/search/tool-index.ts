import { type Document, readDocument } from './documents/document.ts';
import { type KeptDocuments, readKeptDocuments, writeDocuments } from './documents/kept-documents.ts';
import { type ServerDocuments, type Snapshot, takeSnapshot } from './documents/snapshot.ts';
import type { ToolsOfServer } from './encoder/encoded-tools.ts';
import type { Encoded } from './encoder/encoder-search.ts';
import { loadWordVectors } from './meaning/word-vectors.ts';
import { readActions } from './reading/action.ts';
import { fuseReadings } from './reading/fuse.ts';
import { conceptsOf, directionOf } from './reading/query.ts';
import {
  isConvincing,
  type ReadingContext,
  type Request,
  readRequest,
  type ScoredReading,
} from './reading/reading.ts';
import { boundedText, clausesOf } from './text/clauses.ts';
import { TermReader } from './text/terms.ts';
import type { SearchableTool } from './text/tool-text.ts';
import { readRelatedWords } from './vocabulary/related-words.ts';
import { WEIGHTS, type Weights } from './weights.ts';

const MAX_FURTHER = 150;
const MAX_PHRASINGS = 10;
const MAX_STEPS = 24;

export interface SearchOptions {
  readonly limit?: number;
  readonly servers?: readonly string[];
  readonly isVisible?: (server: string, tool: SearchableTool) => boolean;
  /** What an encoder made of `servers()` and of `piecesOf` the query; it takes the place of word vectors. */
  readonly encoded?: Encoded | undefined;
}

/** The best tools, and those whose names are worth showing beside them. */
export interface SearchResult {
  readonly tools: readonly RankedTool[];
  readonly further: readonly RankedTool[];
  /** False when no tool seems to fit. */
  readonly confident: boolean;
}

export interface RankedTool {
  readonly server: string;
  readonly tool: SearchableTool;
  readonly score: number;
}

/** Finds tools by what they do. Filled server by server, as their lists arrive. */
export class ToolIndex {
  readonly #reader = new TermReader();
  readonly #vocabulary = new Map<string, number>();
  readonly #servers = new Map<string, ServerDocuments>();
  readonly #related = readRelatedWords((word) => this.#reader.termOf(word));
  readonly #actions = readActions(this.#reader);
  readonly #vectors = loadWordVectors();
  readonly #weights: Weights;
  #snapshot: Snapshot | undefined;

  constructor(weights: Weights = WEIGHTS) {
    this.#weights = weights;
  }

  /** Takes in a server's tools, as they were kept where they were: reading them is most of the work. */
  upsertServer(server: string, tools: readonly SearchableTool[], kept?: KeptDocuments): void {
    const documents = this.#loadDocuments(tools, kept) ?? this.#readDocuments(server, tools, kept);
    this.#servers.set(server, { tools, documents });
    this.#snapshot = undefined;
  }

  #loadDocuments(tools: readonly SearchableTool[], kept?: KeptDocuments): Document[] | undefined {
    const text = kept?.load();
    const documents = text === undefined ? undefined : readKeptDocuments(text, this.#vocabulary);
    return documents?.length === tools.length ? documents : undefined;
  }

  #readDocuments(server: string, tools: readonly SearchableTool[], kept?: KeptDocuments): Document[] {
    const documents = tools.map((tool) => readDocument(server, tool, this.#reader, this.#vocabulary));
    if (!kept) return documents;
    const terms = [...this.#vocabulary.keys()];
    kept.save(writeDocuments(documents, (id) => terms[id] ?? ''));
    return documents;
  }

  removeServer(server: string): void {
    if (this.#servers.delete(server)) this.#snapshot = undefined;
  }

  /** The servers in the order of their rows, for an encoder; the same array until something changes. */
  servers(): readonly ToolsOfServer[] {
    return this.#current().byServer;
  }

  search(
    query: string | readonly string[],
    { limit = 5, servers, isVisible, encoded }: SearchOptions = {},
  ): SearchResult {
    const snapshot = this.#current();
    const weights = this.#weights;
    const meanings = encoded ?? { tools: snapshot.toolMeanings, servers: snapshot.serverMeanings };
    const context: ReadingContext = {
      snapshot,
      weights,
      meanings,
      nearness: encoded ? weights.encodedNearness : weights.nearness,
      allowed: allowedTools(snapshot, servers, isVisible),
    };
    const read = (text: string, whole?: ScoredReading): ScoredReading => {
      const request = this.#requestOf(text, snapshot);
      const direction = encoded ? encoded.directions.get(text) : request.direction;
      return readRequest({ ...request, direction }, context, whole);
    };
    const [all, ...clauses] = piecesOf(query);
    const whole = read(all);
    const steps = weighSteps(
      clauses.map((clause) => read(clause, whole)),
      weights,
    );
    const ordered = fuseReadings({ ...whole, weight: weights.whole }, steps, limit + MAX_FURTHER, weights);
    const ranked = ordered.flatMap(({ row, score }) => {
      const entry = snapshot.tools[row];
      return entry ? [{ server: snapshot.servers[entry.server] ?? '', tool: entry.tool, score }] : [];
    });
    return {
      tools: ranked.slice(0, limit),
      further: ranked.slice(limit),
      confident: ranked.length > 0 && isConvincing(whole.fit, snapshot.tools.length, weights),
    };
  }

  #requestOf(text: string, { spelling, toolPostings }: Snapshot): Request {
    const idOf = (term: string): number | undefined => this.#vocabulary.get(term);
    const context = {
      reader: this.#reader,
      related: this.#related,
      idOf,
      spelling,
      weights: this.#weights,
    };
    const actions = new Set(this.#reader.read(text).flatMap((term) => this.#actions.get(term) ?? []));
    return {
      concepts: conceptsOf(text, context),
      direction: directionOf(text, context, { vectors: this.#vectors, postings: toolPostings }),
      actions,
    };
  }

  #current(): Snapshot {
    this.#snapshot ??= takeSnapshot(this.#servers, {
      vocabulary: this.#vocabulary,
      weights: this.#weights,
      actionOf: this.#actions,
      vectors: this.#vectors,
    });
    return this.#snapshot;
  }
}

/** The texts that a query is searched by: all of it, then its steps; a query of one step has none. */
export function piecesOf(query: string | readonly string[]): [all: string, ...steps: string[]] {
  const texts = (typeof query === 'string' ? [query] : query).slice(0, MAX_PHRASINGS).map(boundedText);
  const clauses = texts.flatMap(clausesOf).slice(0, MAX_STEPS);
  return [boundedText(texts.join('\n')), ...(clauses.length > 1 ? clauses : [])];
}

/** Each step counts by how well it is served. */
function weighSteps(steps: readonly ScoredReading[], { stepStrength }: Weights): ScoredReading[] {
  const strongest = Math.max(Number.EPSILON, ...steps.map(({ strength }) => strength));
  return steps.map((step) => ({ ...step, weight: (step.strength / strongest) ** stepStrength }));
}

function allowedTools(
  snapshot: Snapshot,
  servers: readonly string[] | undefined,
  isVisible: SearchOptions['isVisible'],
): Uint8Array | undefined {
  if (!servers && !isVisible) return undefined;
  return Uint8Array.from(snapshot.tools, ({ server, tool }) => {
    const name = snapshot.servers[server] ?? '';
    return (!servers || servers.includes(name)) && (!isVisible || isVisible(name, tool)) ? 1 : 0;
  });
}
