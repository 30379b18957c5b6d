import type { Config, ServerDefinition } from '../config/config.ts';
import type { ServerSnapshot } from '../downstream/snapshot.ts';
import type { JsonObject } from '../protocol/json-rpc.ts';
import type { Log } from '../telemetry/log.ts';
import { spellings } from './names.ts';
import { type Published, type PublishedPrompt, type PublishedTool, publish } from './publish.ts';
import { scopedUri, splitScopedUri, uriScope } from './resource-uris.ts';
import type { ResourceTarget, View } from './view.ts';

/** The lists a host is told about when they change. */
export type ChangedList = 'tools' | 'prompts' | 'resources';

const LISTS: readonly ChangedList[] = ['tools', 'prompts', 'resources'];

interface Entry {
  readonly definition: ServerDefinition;
  published: Published | undefined;
}

/** All that exists behind this gateway, merged in the configuration's order and kept current server by server. */
export class Catalog implements View {
  readonly onlyServer = undefined;
  #config: Config;
  readonly #log: Log;
  #entries: ReadonlyMap<string, Entry> = new Map();
  #scopes: ReadonlyMap<string, string> = new Map();
  #tools: ReadonlyMap<string, PublishedTool> | undefined;
  #prompts: ReadonlyMap<string, PublishedPrompt> | undefined;

  constructor(config: Config, log: Log) {
    this.#config = config;
    this.#log = log;
    this.reconfigure(config, () => undefined);
  }

  /** Takes in another configuration, with what is known of its servers. @returns which merged lists are different. */
  reconfigure(
    config: Config,
    findSnapshot: (serverName: string) => ServerSnapshot | undefined,
  ): ChangedList[] {
    const before = this.#digests();
    this.#config = config;
    this.#entries = new Map(
      config.servers.map((definition) => [definition.name, { definition, published: undefined }]),
    );
    this.#scopes = new Map(config.servers.map(({ name }) => [uriScope(name), name]));
    this.#tools = undefined;
    this.#prompts = undefined;
    for (const { name } of config.servers) {
      const snapshot = findSnapshot(name);
      if (snapshot) this.update(name, snapshot);
    }
    const after = this.#digests();
    return LISTS.filter((list) => before[list] !== after[list]);
  }

  /** Takes in what a server publishes now. @returns which merged lists are different for it. */
  update(serverName: string, snapshot: ServerSnapshot): ChangedList[] {
    const entry = this.#entries.get(serverName);
    if (!entry) return [];
    const before = entry.published;
    const after = publish(entry.definition, snapshot, this.#config.names.maxLength);
    for (const report of after.reports)
      this.#log.warn({ server: serverName, tool: report.toolName }, report.text);
    entry.published = after;
    this.#tools = undefined;
    this.#prompts = undefined;
    return LISTS.filter((list) => (before?.digests[list] ?? '') !== after.digests[list]);
  }

  tools(): Iterable<PublishedTool> {
    return this.#toolMap().values();
  }

  prompts(): Iterable<PublishedPrompt> {
    return this.#promptMap().values();
  }

  resources(): JsonObject[] {
    return this.#published().flatMap(({ resources }) => resources);
  }

  resourceTemplates(): JsonObject[] {
    return this.#published().flatMap(({ resourceTemplates }) => resourceTemplates);
  }

  snapshots(): { serverName: string; snapshot: ServerSnapshot | undefined }[] {
    return [...this.#entries.values()].map(({ definition, published }) => ({
      serverName: definition.name,
      snapshot: published?.snapshot,
    }));
  }

  /** Finds a tool by its published name, or by one of the other spellings people and models use. */
  findTool(name: string): PublishedTool | undefined {
    const tools = this.#toolMap();
    for (const spelling of spellings(name)) {
      const tool = tools.get(spelling);
      if (tool) return tool;
    }
    return undefined;
  }

  findPrompt(name: string): PublishedPrompt | undefined {
    return this.#promptMap().get(name);
  }

  findResource(published: string): ResourceTarget | undefined {
    const split = splitScopedUri(published);
    const serverName = split && this.#scopes.get(split.scope);
    return serverName === undefined ? undefined : { serverName, uri: split?.uri ?? '' };
  }

  publishedUri(serverName: string, uri: string): string {
    return scopedUri(uriScope(serverName), uri);
  }

  /** One server's part; undefined until it has run once. */
  published(serverName: string): Published | undefined {
    return this.#entries.get(serverName)?.published;
  }

  #digests(): Record<ChangedList, string> {
    const published = this.#published();
    const of = (list: ChangedList): string => published.flatMap(({ digests }) => digests[list] || []).join();
    return { tools: of('tools'), prompts: of('prompts'), resources: of('resources') };
  }

  #published(): Published[] {
    return [...this.#entries.values()].flatMap(({ published }) => published ?? []);
  }

  #toolMap(): ReadonlyMap<string, PublishedTool> {
    this.#tools ??= new Map(
      this.#published().flatMap(({ tools }) => tools.map((tool) => [tool.qualifiedName, tool])),
    );
    return this.#tools;
  }

  #promptMap(): ReadonlyMap<string, PublishedPrompt> {
    this.#prompts ??= new Map(
      this.#published().flatMap(({ prompts }) => prompts.map((prompt) => [prompt.qualifiedName, prompt])),
    );
    return this.#prompts;
  }
}
