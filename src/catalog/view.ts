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

/** The lists a host is told about when they change. */
export type ChangedList = 'tools' | 'prompts' | 'resources';

/** What stands for the content of each list: equal while nothing that a client sees has changed. */
export type Digests = Readonly<Record<ChangedList, string>>;

/** What a client is shown of the catalog, and by which names. What it is not shown is unknown in every way. */
export interface View {
  /** By which clients ask for it: a server's or a profile's; undefined for all servers, merged. */
  readonly name: string | undefined;
  /** The one server that is shown as itself; undefined where servers are merged. */
  readonly onlyServer: string | undefined;
  shows(serverName: string): boolean;
  tools(): Iterable<PublishedTool>;
  prompts(): Iterable<PublishedPrompt>;
  resources(): JsonObject[];
  resourceTemplates(): JsonObject[];
  /** What is known of each server, in the configuration's order; undefined for one that has never run. */
  snapshots(): { serverName: string; snapshot: ServerSnapshot | undefined }[];
  /** Which tools are listed as themselves. */
  exposure(): Exposure;
  digests(): Digests;
  findTool(name: string): PublishedTool | undefined;
  /** What a name may mean that is no published one: a tool's own name, or `server.tool`, `server/tool`. */
  toolsCalled(name: string): readonly PublishedTool[];
  findPrompt(name: string): PublishedPrompt | undefined;
  /** Where a published URI leads, if it can be one of ours; the server decides whether it exists. */
  findResource(published: string): ResourceTarget | undefined;
  /** A server's URI, or URI template, as it is published here. */
  publishedUri(serverName: string, uri: string): string;
}
