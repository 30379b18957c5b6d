import { isObject, type JsonObject } from '../protocol/json-rpc.ts';
import { PeerError } from '../shared/errors.ts';
import type { Connection } from './connection.ts';
import type { ListName, ServerLists } from './snapshot.ts';

/** Pages read of one list, at most; 10,000 tools in pages of 25 still fit. */
const MAX_PAGES = 500;
const LIST_TIMEOUT_MS = 60_000;

interface ListSource {
  readonly method: string;
  /** The server capability that announces it. */
  readonly capability: string;
}

export const LISTS: Record<ListName, ListSource> = {
  tools: { method: 'tools/list', capability: 'tools' },
  resources: { method: 'resources/list', capability: 'resources' },
  resourceTemplates: { method: 'resources/templates/list', capability: 'resources' },
  prompts: { method: 'prompts/list', capability: 'prompts' },
};

interface CacheHints {
  ttlMs?: number | undefined;
  cacheScope?: 'public' | 'private' | undefined;
}

type FetchedList = { readonly items: JsonObject[] } & CacheHints;
export type FetchedLists = ServerLists & CacheHints;

/**
 * Reads all lists a server announces. A list that the server announces but cannot give (several real
 * servers do so for templates) is empty; a failing `tools/list` is an error, since "no tools" would be a lie.
 */
export async function fetchLists(
  connection: Connection,
  warn: (text: string) => void,
): Promise<FetchedLists> {
  const names = Object.keys(LISTS) as ListName[];
  const fetched = await Promise.all(names.map((name) => fetchList(connection, name, warn)));
  const lists = Object.fromEntries(names.map((name, index) => [name, fetched[index]?.items ?? []]));
  const ttls = fetched.flatMap((list) => list.ttlMs ?? []);
  return {
    ...(lists as unknown as ServerLists),
    ttlMs: ttls.length > 0 ? Math.min(...ttls) : undefined,
    cacheScope: fetched.some((list) => list.cacheScope === 'private') ? 'private' : fetched[0]?.cacheScope,
  };
}

/** Reads one list to its last page; an endless or repeating cursor is cut with a warning. */
async function fetchList(
  connection: Connection,
  name: ListName,
  warn: (text: string) => void,
): Promise<FetchedList> {
  const { method, capability } = LISTS[name];
  const items: JsonObject[] = [];
  if (!(capability in connection.identity.capabilities)) return { items };
  const seen = new Set<string>();
  let cursor: string | undefined;
  let hints: CacheHints = {};
  for (let page = 0; page < MAX_PAGES; page++) {
    let result: JsonObject;
    try {
      result = await connection.request(method, cursor === undefined ? {} : { cursor }, {
        timeoutMs: LIST_TIMEOUT_MS,
      });
    } catch (error) {
      if (!(error instanceof PeerError) || name === 'tools') throw error;
      warn(`${method} is announced but fails: ${error.message}`);
      return { items };
    }
    const part = result[name];
    if (Array.isArray(part)) for (const item of part) if (isObject(item)) items.push(item);
    hints = mergeHints(hints, result);
    const next = result.nextCursor;
    if (typeof next !== 'string') return { items, ...hints };
    if (seen.has(next)) {
      warn(`${method}: the cursor ${JSON.stringify(next.slice(0, 40))} came twice; the list was cut there.`);
      return { items, ...hints };
    }
    seen.add(next);
    cursor = next;
  }
  warn(`${method}: more than ${MAX_PAGES} pages; the list was cut there.`);
  return { items, ...hints };
}

function mergeHints(hints: CacheHints, result: JsonObject): CacheHints {
  const ttlMs = typeof result.ttlMs === 'number' && result.ttlMs >= 0 ? result.ttlMs : undefined;
  const scope =
    result.cacheScope === 'public' || result.cacheScope === 'private' ? result.cacheScope : undefined;
  return {
    ttlMs: ttlMs === undefined ? hints.ttlMs : Math.min(ttlMs, hints.ttlMs ?? ttlMs),
    cacheScope: hints.cacheScope === 'private' ? 'private' : (scope ?? hints.cacheScope),
  };
}
