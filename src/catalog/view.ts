import type { ServerSnapshot } from '../downstream/snapshot.ts';
import type { JsonObject } from '../protocol/json-rpc.ts';
import type { Exposure } from './exposure.ts';
import type { PublishedPrompt, PublishedTool } from './publish.ts';

/** Where a published resource URI leads. */
export interface ResourceTarget {
  readonly serverName: string;
  /** As the server knows it. */
  readonly uri: string;
}

/** What a client is shown of the catalog, and by which names. `Catalog` itself is the view of everything. */
export interface View {
  /** The one server that is shown as itself; undefined in the view of everything. */
  readonly onlyServer: string | undefined;
  tools(): Iterable<PublishedTool>;
  prompts(): Iterable<PublishedPrompt>;
  resources(): JsonObject[];
  resourceTemplates(): JsonObject[];
  /** What is known of each server, in the configuration's order; undefined for one that has never run. */
  snapshots(): { serverName: string; snapshot: ServerSnapshot | undefined }[];
  /** Which tools are listed as themselves. */
  exposure(): Exposure;
  findTool(name: string): PublishedTool | undefined;
  /** What a name may mean that is no published one: a tool's own name, or `server.tool`, `server/tool`. */
  toolsCalled(name: string): readonly PublishedTool[];
  findPrompt(name: string): PublishedPrompt | undefined;
  /** Where a published URI leads, if it can be one of ours; the server decides whether it exists. */
  findResource(published: string): ResourceTarget | undefined;
  /** A server's URI, or URI template, as it is published here. */
  publishedUri(serverName: string, uri: string): string;
}
