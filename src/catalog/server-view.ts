import type { JsonObject } from '../protocol/json-rpc.ts';
import type { Catalog } from './catalog.ts';
import type { Exposure } from './exposure.ts';
import type { QualifiedName } from './names.ts';
import type { Published, PublishedPrompt, PublishedTool } from './publish.ts';
import type { Digests, ResourceTarget, View } from './view.ts';

interface BareLists {
  readonly tools: ReadonlyMap<string, PublishedTool>;
  readonly prompts: ReadonlyMap<string, PublishedPrompt>;
}

/** One server as itself: its own names and URIs, as if the client were connected to it directly. */
export class ServerView implements View {
  readonly name: string;
  readonly onlyServer: string;
  readonly #catalog: Catalog;
  #source: Published | undefined;
  #lists: BareLists = { tools: new Map(), prompts: new Map() };

  constructor(catalog: Catalog, serverName: string) {
    this.#catalog = catalog;
    this.name = serverName;
    this.onlyServer = serverName;
  }

  shows(serverName: string): boolean {
    return serverName === this.onlyServer;
  }

  tools(): Iterable<PublishedTool> {
    return this.#bare().tools.values();
  }

  prompts(): Iterable<PublishedPrompt> {
    return this.#bare().prompts.values();
  }

  resources(): JsonObject[] {
    return [...(this.#published()?.snapshot.resources ?? [])];
  }

  resourceTemplates(): JsonObject[] {
    return [...(this.#published()?.snapshot.resourceTemplates ?? [])];
  }

  snapshots(): ReturnType<View['snapshots']> {
    return [{ serverName: this.onlyServer, snapshot: this.#catalog.snapshotOf(this.onlyServer) }];
  }

  /** All are listed: the client chose this server, and is to find it as it is. */
  exposure(): Exposure {
    return { kind: 'full', tools: [...this.tools()] };
  }

  digests(): Digests {
    return this.#published()?.digests ?? { tools: '', prompts: '', resources: '' };
  }

  toolsCalled(): readonly PublishedTool[] {
    return [];
  }

  findTool(name: string): PublishedTool | undefined {
    return this.#bare().tools.get(name);
  }

  findPrompt(name: string): PublishedPrompt | undefined {
    return this.#bare().prompts.get(name);
  }

  findResource(published: string): ResourceTarget {
    return { serverName: this.onlyServer, uri: published };
  }

  publishedUri(_serverName: string, uri: string): string {
    return uri;
  }

  #published(): Published | undefined {
    return this.#catalog.published(this.onlyServer);
  }

  /** Made anew only when the server's part of the catalog is another. */
  #bare(): BareLists {
    const published = this.#published();
    if (published && published !== this.#source) {
      this.#source = published;
      this.#lists = {
        tools: new Map(published.tools.map((tool) => [tool.toolName, bareTool(tool)])),
        prompts: new Map(published.prompts.map((prompt) => [prompt.promptName, barePrompt(prompt)])),
      };
    }
    return this.#lists;
  }
}

function bareTool(published: PublishedTool): PublishedTool {
  const { toolName, tool } = published;
  return { ...published, qualifiedName: toolName as QualifiedName, tool: { ...tool, name: toolName } };
}

function barePrompt({ serverName, promptName, prompt }: PublishedPrompt): PublishedPrompt {
  const qualifiedName = promptName as QualifiedName;
  return { qualifiedName, serverName, promptName, prompt: { ...prompt, name: promptName } };
}
