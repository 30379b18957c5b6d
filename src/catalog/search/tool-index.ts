import type { Concept } from './concepts.ts';
import { readDocument } from './document.ts';
import { scoreRows } from './score.ts';
import { type ServerDocuments, type Snapshot, takeSnapshot } from './snapshot.ts';
import { TermReader } from './terms.ts';
import type { SearchableTool } from './tool-text.ts';
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
    const text = typeof query === 'string' ? query : query.join('\n');
    const counts = new Map<string, number>();
    for (const term of this.#reader.read(text)) counts.set(term, (counts.get(term) ?? 0) + 1);
    const concepts: Concept[] = [];
    for (const [term, count] of counts) {
      const id = this.#vocabulary.get(term);
      if (id !== undefined)
        concepts.push({ variants: [{ term: id, weight: 1 }], weight: 1 + Math.log(count) * 0.3 });
    }
    const scores = scoreRows(snapshot.toolPostings, concepts);
    const serverScores = scoreRows(snapshot.serverPostings, concepts);
    const maxServer = Math.max(1e-9, ...serverScores);
    const max = scores.reduce((a, b) => Math.max(a, b), 1e-9);
    const ranked: RankedTool[] = [];
    scores.forEach((score, row) => {
      const entry = snapshot.tools[row];
      if (score === 0 || !entry) return;
      const server = snapshot.servers[entry.server] ?? '';
      if (servers && !servers.includes(server)) return;
      if (isVisible && !isVisible(server, entry.tool)) return;
      const prior = (serverScores[entry.server] ?? 0) / maxServer;
      ranked.push({ server, tool: entry.tool, score: score / max + this.#weights.serverPrior * prior });
    });
    ranked.sort((a, b) => b.score - a.score);
    return {
      tools: ranked.slice(0, limit),
      further: ranked.slice(limit, limit + MAX_FURTHER),
      confident: ranked.length > 0,
    };
  }

  #current(): Snapshot {
    this.#snapshot ??= takeSnapshot(this.#servers, this.#vocabulary.size, this.#weights);
    return this.#snapshot;
  }
}
