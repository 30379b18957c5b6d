import type { Config, ServerDefinition } from '../config/config.ts';
import { hasSameLists, type ServerSnapshot } from '../downstream/snapshot.ts';
import type { Log } from '../telemetry/log.ts';
import { spellings } from './names.ts';
import { type Published, type PublishedPrompt, type PublishedTool, publish } from './publish.ts';
import { scopedUri, splitScopedUri, uriScope } from './resource-uris.ts';
import type { ResourceTarget } from './view.ts';

/** What is known of a server; undefined until it has run once. */
type FindSnapshot = (serverName: string) => ServerSnapshot | undefined;

interface Entry {
  readonly definition: ServerDefinition;
  snapshot: ServerSnapshot | undefined;
  /** Made from the snapshot when it is first looked at: most of a start's work would be this. */
  published?: Published | undefined;
}

/** All that exists behind this gateway, merged in the configuration's order and kept current server by server. */
export class Catalog {
  #config: Config;
  readonly #log: Log;
  #entries: ReadonlyMap<string, Entry> = new Map();
  #scopes: ReadonlyMap<string, string> = new Map();
  #tools: ReadonlyMap<string, PublishedTool> | undefined;
  #prompts: ReadonlyMap<string, PublishedPrompt> | undefined;
  #called: ReadonlyMap<string, readonly PublishedTool[]> | undefined;
  #revision = 0;

  constructor(config: Config, log: Log) {
    this.#config = config;
    this.#log = log;
    this.#fill(() => undefined);
  }

  get config(): Config {
    return this.#config;
  }

  /** Another number after every change. */
  get revision(): number {
    return this.#revision;
  }

  /** Takes in what is known of the servers before anybody has been shown anything. */
  load(findSnapshot: FindSnapshot): void {
    this.#fill(findSnapshot);
  }

  /** Takes in another configuration, with what is known of its servers. */
  reconfigure(config: Config, findSnapshot: FindSnapshot): void {
    this.#config = config;
    this.#fill(findSnapshot);
  }

  /** Whether a server publishes something else now. */
  isNews(serverName: string, snapshot: ServerSnapshot): boolean {
    const entry = this.#entries.get(serverName);
    return entry !== undefined && !(entry.snapshot && isPublishedAlike(entry.snapshot, snapshot));
  }

  /** Takes in what a server publishes now. */
  update(serverName: string, snapshot: ServerSnapshot): void {
    const entry = this.#entries.get(serverName);
    if (!entry) return;
    const isNews = this.isNews(serverName, snapshot);
    entry.snapshot = snapshot;
    if (!isNews) return; // what is published of it stays, for all who have worked on it
    entry.published = undefined;
    this.#forget();
  }

  #fill(findSnapshot: FindSnapshot): void {
    const { servers } = this.#config;
    this.#entries = new Map(
      servers.map((definition) => [definition.name, { definition, snapshot: findSnapshot(definition.name) }]),
    );
    this.#scopes = new Map(servers.map(({ name }) => [uriScope(name), name]));
    this.#forget();
  }

  #publish(entry: Entry): Published | undefined {
    const { definition, snapshot } = entry;
    if (!snapshot || entry.published) return entry.published;
    entry.published = publish(definition, snapshot, this.#config.names.maxLength);
    for (const { toolName, text } of entry.published.reports)
      this.#log.warn({ server: definition.name, tool: toolName }, text);
    return entry.published;
  }

  #forget(): void {
    this.#tools = undefined;
    this.#prompts = undefined;
    this.#called = undefined;
    this.#revision++;
  }

  /** Server by server: whoever looks at a few costs the publishing of no more. */
  *tools(): Iterable<PublishedTool> {
    for (const entry of this.#entries.values()) yield* this.#publish(entry)?.tools ?? [];
  }

  prompts(): Iterable<PublishedPrompt> {
    return this.#promptMap().values();
  }

  snapshots(): { serverName: string; snapshot: ServerSnapshot | undefined }[] {
    return [...this.#entries.values()].map(({ definition, snapshot }) => ({
      serverName: definition.name,
      snapshot,
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

  /** What a name may mean that is no published one: a tool's own name, or `server.tool`, `server/tool`. */
  toolsCalled(name: string): readonly PublishedTool[] {
    this.#called ??= byCalledName(this.tools());
    return this.#called.get(name) ?? this.#called.get(name.replace(/\/|__/, '.')) ?? [];
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
    const entry = this.#entries.get(serverName);
    return entry && this.#publish(entry);
  }

  /** As the server said it when it last ran. */
  snapshotOf(serverName: string): ServerSnapshot | undefined {
    return this.#entries.get(serverName)?.snapshot;
  }

  #toolMap(): ReadonlyMap<string, PublishedTool> {
    this.#tools ??= new Map([...this.tools()].map((tool) => [tool.qualifiedName, tool]));
    return this.#tools;
  }

  #promptMap(): ReadonlyMap<string, PublishedPrompt> {
    this.#prompts ??= new Map(
      [...this.#entries.values()].flatMap((entry) =>
        (this.#publish(entry)?.prompts ?? []).map((prompt) => [prompt.qualifiedName, prompt]),
      ),
    );
    return this.#prompts;
  }
}

/** What a tool says of tasks hangs on what its server can do, too. */
function isPublishedAlike(a: ServerSnapshot, b: ServerSnapshot): boolean {
  const abilities = ({ identity: { era, capabilities } }: ServerSnapshot) =>
    JSON.stringify([era, capabilities]);
  return abilities(a) === abilities(b) && hasSameLists(a, b);
}

/** Tools by their own name and by `server.tool`; several where servers share a name. */
function byCalledName(tools: Iterable<PublishedTool>): Map<string, PublishedTool[]> {
  const called = new Map<string, PublishedTool[]>();
  for (const tool of tools) {
    for (const name of [tool.toolName, `${tool.serverName}.${tool.toolName}`]) {
      const same = called.get(name);
      if (same) same.push(tool);
      else called.set(name, [tool]);
    }
  }
  return called;
}
