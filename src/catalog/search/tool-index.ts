import { type Action, readActions } from './action.ts';
import { clausesOf } from './clauses.ts';
import { readDocument } from './document.ts';
import { fuseReadings } from './fuse.ts';
import { conceptsOf } from './query.ts';
import { highestScore, scoreRows } from './score.ts';
import { type ServerDocuments, type Snapshot, takeSnapshot } from './snapshot.ts';
import { TermReader } from './terms.ts';
import type { SearchableTool } from './tool-text.ts';
import { readRelatedWords } from './vocabulary/related-words.ts';
import { WEIGHTS, type Weights } from './weights.ts';

const MAX_FURTHER = 150;

export interface SearchOptions {
  readonly limit?: number;
  readonly servers?: readonly string[];
  readonly isVisible?: (server: string, tool: SearchableTool) => boolean;
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
  readonly #weights: Weights;
  #snapshot: Snapshot | undefined;

  constructor(weights: Weights = WEIGHTS) {
    this.#weights = weights;
  }

  upsertServer(server: string, tools: readonly SearchableTool[]): void {
    const documents = tools.map((tool) => readDocument(server, tool, this.#reader, this.#vocabulary));
    this.#servers.set(server, { tools, documents });
    this.#snapshot = undefined;
  }

  removeServer(server: string): void {
    if (this.#servers.delete(server)) this.#snapshot = undefined;
  }

  search(
    query: string | readonly string[],
    { limit = 5, servers, isVisible }: SearchOptions = {},
  ): SearchResult {
    const snapshot = this.#current();
    const texts = typeof query === 'string' ? [query] : query;
    const allowed = this.#allowed(snapshot, servers, isVisible);
    const whole = this.#read(texts.join('\n'), snapshot, allowed);
    const steps = texts
      .flatMap(clausesOf)
      .map((clause) => this.#read(clause, snapshot, allowed, whole.servers));
    const strongest = Math.max(1e-9, ...steps.map(({ strength }) => strength));
    const readings = steps.map(({ scores, strength }) => ({
      scores,
      weight: (strength / strongest) ** this.#weights.stepStrength,
    }));
    const ordered = fuseReadings(
      { scores: whole.scores, weight: this.#weights.whole },
      steps.length > 1 ? readings : [],
      limit + MAX_FURTHER,
      this.#weights,
    );
    const ranked = ordered.flatMap(({ row, score }) => {
      const entry = snapshot.tools[row];
      return entry ? [{ server: snapshot.servers[entry.server] ?? '', tool: entry.tool, score }] : [];
    });
    return { tools: ranked.slice(0, limit), further: ranked.slice(limit), confident: ranked.length > 0 };
  }

  #allowed(
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

  /** Scores every tool for one text; the best gets 1. */
  #read(
    text: string,
    snapshot: Snapshot,
    allowed: Uint8Array | undefined,
    wholeServers?: Float32Array,
  ): { scores: Float32Array; strength: number; servers: Float32Array } {
    const concepts = conceptsOf(text, {
      reader: this.#reader,
      related: this.#related,
      idOf: (term) => this.#vocabulary.get(term),
      spelling: snapshot.spelling,
      weights: this.#weights,
    });
    const asked = new Set<Action>();
    for (const term of this.#reader.read(text)) {
      const action = this.#actions.get(term);
      if (action) asked.add(action);
    }
    const scores = scoreRows(snapshot.toolPostings, concepts, this.#weights.idfSmoothing);
    if (allowed) for (let row = 0; row < scores.length; row++) if (!allowed[row]) scores[row] = 0;
    const serverScores = scoreRows(snapshot.serverPostings, concepts, 0.5);
    const strength = scores.reduce((a, b) => Math.max(a, b), 0);
    const strongestServer = serverScores.reduce((a, b) => Math.max(a, b), 1e-9);
    const { serverPrior, wholePrior, actionMatch, actionClash, destructive } = this.#weights;
    for (let server = 0; server < serverScores.length; server++)
      serverScores[server] = (serverScores[server] ?? 0) / strongestServer;
    for (let row = 0; row < scores.length; row++) {
      const score = scores[row] ?? 0;
      if (score === 0) continue;
      const server = snapshot.tools[row]?.server ?? 0;
      const prior = serverPrior * (serverScores[server] ?? 0) + wholePrior * (wholeServers?.[server] ?? 0);
      const actions = snapshot.actions[row] ?? [];
      const fit =
        actions.length === 0 || asked.size === 0
          ? 0
          : actions.some((action) => asked.has(action))
            ? actionMatch
            : -actionClash;
      const harm = actions.includes('delete') && !asked.has('delete') ? destructive : 0;
      scores[row] = Math.max(1e-6, score / strength + prior + fit - harm) / (1 + serverPrior);
    }
    const coverage =
      strength / Math.max(1e-9, highestScore(snapshot.toolPostings, concepts, this.#weights.idfSmoothing));
    return { scores, strength: strength * coverage ** this.#weights.coverage, servers: serverScores };
  }

  #current(): Snapshot {
    this.#snapshot ??= takeSnapshot(this.#servers, this.#vocabulary, this.#weights, this.#actions);
    return this.#snapshot;
  }
}
