import type { Catalog } from './catalog.ts';
import type { Published, PublishedTool } from './publish.ts';
import { type SearchResult, ToolIndex } from './search/tool-index.ts';
import type { View } from './view.ts';

/** Longer than any plan that a model has written; a text of a megabyte could hold up everybody. */
const MAX_QUERY = 4_000;

export interface FindOptions {
  /** Whose servers are searched. */
  readonly view: View;
  /** Names of servers; all that the view shows where absent. */
  readonly servers?: readonly string[] | undefined;
  /** Only tools that policy knows as read-only. */
  readonly isReadOnly?: boolean | undefined;
  readonly limit?: number | undefined;
}

/**
 * Search over the catalog's tools. The index is built at the first search and takes in only what has changed
 * since the one before, so it costs nothing at start-up.
 */
export class ToolSearch {
  readonly #catalog: Catalog;
  #index: ToolIndex | undefined;
  readonly #indexed = new Map<string, Published>();

  constructor(catalog: Catalog) {
    this.#catalog = catalog;
  }

  find(queries: readonly string[], { view, servers, isReadOnly, limit }: FindOptions): SearchResult {
    return this.#current().search(queries.map(withinReach), {
      ...(servers && { servers }),
      ...(limit !== undefined && { limit }),
      ...((isReadOnly || !this.#isAllOf(view)) && {
        isVisible: (server, { name }) =>
          view.shows(server) && (!isReadOnly || this.get(server, name)?.isReadOnly === true),
      }),
    });
  }

  /** The tool that a search result speaks of: there a tool has the name its server gave it. */
  get(serverName: string, toolName: string): PublishedTool | undefined {
    return this.#catalog
      .toolsCalled(`${serverName}.${toolName}`)
      .find((tool) => tool.serverName === serverName);
  }

  /** Then nothing need be left out, and no tool be asked about. */
  #isAllOf(view: View): boolean {
    return view.snapshots().length === this.#catalog.snapshots().length;
  }

  #current(): ToolIndex {
    this.#index ??= new ToolIndex();
    this.#catchUp(this.#index);
    return this.#index;
  }

  #catchUp(index: ToolIndex): void {
    const names = this.#catalog.snapshots().map(({ serverName }) => serverName);
    for (const name of this.#indexed.keys()) if (!names.includes(name)) this.#remove(name, index);
    for (const name of names) {
      const published = this.#catalog.published(name);
      if (!published) this.#remove(name, index);
      else if (published !== this.#indexed.get(name)) {
        const tools = published.tools.map(({ tool, toolName }) => ({ ...tool, name: toolName }));
        index.upsertServer(name, tools);
        this.#indexed.set(name, published);
      }
    }
  }

  #remove(name: string, index: ToolIndex): void {
    index.removeServer(name);
    this.#indexed.delete(name);
  }
}

const withinReach = (query: string): string => query.slice(0, MAX_QUERY);
