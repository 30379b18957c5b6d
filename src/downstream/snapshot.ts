import type { JsonObject } from '../protocol/json-rpc.ts';
import type { Era } from '../protocol/versions.ts';
import type { ServerIdentity } from './handshake.ts';

/** What was learned of a server by running it; kept per definition, so it is learned once. */
export interface ServerFacts {
  readonly era?: Era;
  /** When that was found out, in wall time: it is asked again after a while, or as soon as the server refuses. */
  readonly eraFoundAt?: number;
  /** Its lists were the same for different client capabilities, so such sessions may share a connection. */
  readonly isCapabilityNeutral?: boolean;
  /** It asks for the client's roots, so only sessions with equal roots may share a connection. */
  readonly asksRoots?: boolean;
  /** It asked something while several sessions were calling; each session gets its own connection. */
  readonly needsOwnConnection?: boolean;
}

/** Everything a server publishes, as it said it: raw trees, all pages. */
export interface ServerLists {
  readonly tools: readonly JsonObject[];
  readonly resources: readonly JsonObject[];
  readonly resourceTemplates: readonly JsonObject[];
  readonly prompts: readonly JsonObject[];
}

export type ListName = keyof ServerLists;

const LIST_NAMES: readonly ListName[] = ['tools', 'resources', 'resourceTemplates', 'prompts'];

/** Whether two readings of a server are the same to the letter. */
export function hasSameLists(a: ServerLists, b: ServerLists): boolean {
  return LIST_NAMES.every((name) => JSON.stringify(a[name]) === JSON.stringify(b[name]));
}

/** A server as it was when it last ran; persisted by definition hash and served while it is not running. */
export interface ServerSnapshot extends ServerLists {
  readonly identity: ServerIdentity;
  readonly facts: ServerFacts;
  /** When the lists were read, in wall time. */
  readonly listedAt?: number | undefined;
  /** Cache hints that came with the lists: the shortest, counted from when they were read, and private if any was. */
  readonly ttlMs?: number | undefined;
  readonly cacheScope?: 'public' | 'private' | undefined;
}

/** How long the lists may still be kept, by what the server said; undefined where it said nothing. */
export function remainingTtlMs(
  { ttlMs, listedAt = 0 }: ServerSnapshot,
  wallTime: number,
): number | undefined {
  return ttlMs === undefined ? undefined : Math.max(0, ttlMs - Math.max(0, wallTime - listedAt));
}
