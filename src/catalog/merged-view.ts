import type { Profile } from '../config/config.ts';
import { isVisible } from '../policy/is-visible.ts';
import type { JsonObject } from '../protocol/json-rpc.ts';
import type { Catalog } from './catalog.ts';
import { chooseExposure, type Exposure } from './exposure.ts';
import type { Published, PublishedPrompt, PublishedTool } from './publish.ts';
import type { ChangedList, Digests, ResourceTarget, View } from './view.ts';

/** What was worked out, and the state of the catalog that it holds for. */
interface Memo {
  readonly revision: number;
  profile?: Profile;
  exposure?: Exposure;
  digests?: Digests;
}

/** The servers of one profile, merged under published names; or all of them, for a client that names no profile. */
export class MergedView implements View {
  readonly name: string | undefined;
  readonly onlyServer = undefined;
  readonly #catalog: Catalog;
  #last: Memo = { revision: -1 };

  constructor(catalog: Catalog, profileName?: string) {
    this.#catalog = catalog;
    this.name = profileName;
  }

  shows(serverName: string): boolean {
    return isVisible(this.#profile, serverName);
  }

  /** Server by server: whoever looks at a few costs the publishing of no more. */
  *tools(): Iterable<PublishedTool> {
    for (const { serverName } of this.snapshots()) yield* this.#catalog.published(serverName)?.tools ?? [];
  }

  prompts(): Iterable<PublishedPrompt> {
    return this.#only(this.#catalog.prompts());
  }

  resources(): JsonObject[] {
    return this.#published().flatMap(({ resources }) => resources);
  }

  resourceTemplates(): JsonObject[] {
    return this.#published().flatMap(({ resourceTemplates }) => resourceTemplates);
  }

  snapshots(): ReturnType<View['snapshots']> {
    return this.#only(this.#catalog.snapshots());
  }

  exposure(): Exposure {
    const memo = this.#memo();
    memo.exposure ??= chooseExposure(() => this.tools(), this.#profile);
    return memo.exposure;
  }

  digests(): Digests {
    const memo = this.#memo();
    memo.digests ??= this.#digest();
    return memo.digests;
  }

  findTool(name: string): PublishedTool | undefined {
    return this.#shown(this.#catalog.findTool(name));
  }

  toolsCalled(name: string): readonly PublishedTool[] {
    return this.#only(this.#catalog.toolsCalled(name));
  }

  findPrompt(name: string): PublishedPrompt | undefined {
    return this.#shown(this.#catalog.findPrompt(name));
  }

  findResource(published: string): ResourceTarget | undefined {
    return this.#shown(this.#catalog.findResource(published));
  }

  publishedUri(serverName: string, uri: string): string {
    return this.#catalog.publishedUri(serverName, uri);
  }

  /** Of a profile that is no longer configured nothing is shown. */
  get #profile(): Profile {
    const memo = this.#memo();
    memo.profile ??= this.#findProfile();
    return memo.profile;
  }

  #findProfile(): Profile {
    const { config } = this.#catalog;
    if (this.name === undefined) return { ...config, name: '', servers: undefined };
    const found = config.profiles.find(({ name }) => name === this.name);
    return found ?? { ...config, name: this.name, servers: [] };
  }

  #only<T extends { readonly serverName: string }>(items: Iterable<T>): T[] {
    const profile = this.#profile;
    return [...items].filter(({ serverName }) => isVisible(profile, serverName));
  }

  #shown<T extends { readonly serverName: string }>(item: T | undefined): T | undefined {
    return item && this.shows(item.serverName) ? item : undefined;
  }

  #published(): Published[] {
    return this.snapshots().flatMap(({ serverName }) => this.#catalog.published(serverName) ?? []);
  }

  #memo(): Memo {
    const { revision } = this.#catalog;
    if (this.#last.revision !== revision) this.#last = { revision };
    return this.#last;
  }

  #digest(): Digests {
    const published = this.#published();
    const of = (list: ChangedList): string => published.flatMap(({ digests }) => digests[list] || []).join();
    const { kind, tools } = this.exposure();
    return {
      // A lazy list changes only with its pinned tools.
      tools: kind === 'full' ? of('tools') : JSON.stringify(tools.map(({ tool }) => tool)),
      prompts: of('prompts'),
      resources: of('resources'),
    };
  }
}
