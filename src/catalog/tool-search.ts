import { createHash } from 'node:crypto';
import type { Clock } from '../shared/clock.ts';
import type { Log } from '../telemetry/log.ts';
import type { Catalog } from './catalog.ts';
import type { Published, PublishedTool } from './publish.ts';
import { type KeptDocuments, READER_VERSION } from './search/documents/kept-documents.ts';
import { EncoderSearch } from './search/encoder/encoder-search.ts';
import type { EncoderAddress } from './search/encoder/endpoint.ts';
import { piecesOf, type SearchResult, ToolIndex } from './search/tool-index.ts';
import type { View } from './view.ts';

/** Where the index keeps what it read of tools, by what was read. */
export interface IndexStore {
  loadText(key: string): string | undefined;
  saveText(key: string, text: string): void;
}

export interface ToolSearchOptions {
  readonly catalog: Catalog;
  readonly store: IndexStore | undefined;
  readonly clock: Clock;
  readonly log: Log;
}

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
 * since the one before, so it costs nothing at start-up. What it reads of a server's tools is kept for the next start.
 */
export class ToolSearch {
  readonly #catalog: Catalog;
  readonly #store: IndexStore | undefined;
  readonly #options: ToolSearchOptions;
  #encoder: { readonly address: EncoderAddress; readonly search: EncoderSearch } | undefined;
  #index: ToolIndex | undefined;
  readonly #indexed = new Map<string, Published>();

  constructor(options: ToolSearchOptions) {
    this.#options = options;
    this.#catalog = options.catalog;
    this.#store = options.store;
  }

  async find(
    queries: readonly string[],
    { view, servers, isReadOnly, limit }: FindOptions,
  ): Promise<SearchResult> {
    const asked = this.#current().servers();
    const encoded = await this.#findEncoder()?.read(asked, piecesOf(queries));
    const index = this.#current();
    return index.search(queries, {
      // Tools that came or went meanwhile would be taken for others.
      encoded: index.servers() === asked ? encoded : undefined,
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

  /** As the configuration says now. */
  #findEncoder(): EncoderSearch | undefined {
    const address = this.#catalog.config.search.embeddings;
    if (this.#encoder?.address !== address)
      this.#encoder = address && { address, search: new EncoderSearch({ ...this.#options, ...address }) };
    return this.#encoder?.search;
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
        index.upsertServer(name, tools, this.#keptOf(published));
        this.#indexed.set(name, published);
      }
    }
  }

  #keptOf(published: Published): KeptDocuments | undefined {
    const store = this.#store;
    if (!store) return undefined;
    const key = keyOf(published);
    return { load: () => store.loadText(key), save: (text) => store.saveText(key, text) };
  }

  #remove(name: string, index: ToolIndex): void {
    index.removeServer(name);
    this.#indexed.delete(name);
  }
}

/** Equal only for what the index would read the same. */
function keyOf({ serverName, tools, digests }: Published): string {
  const names = tools.map(({ toolName }) => toolName);
  const identity = JSON.stringify([READER_VERSION, serverName, digests.tools, names]);
  return createHash('sha256').update(identity).digest('hex');
}
