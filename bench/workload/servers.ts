import { join } from 'node:path';
import type { JsonObject } from '../../src/protocol/json-rpc.ts';
import type { Command } from '../lib/raw-host.ts';

const pathTo = (relative: string): string => new URL(relative, import.meta.url).pathname;
const PACKAGES = pathTo('../../node_modules/@modelcontextprotocol');
const TRACKER = pathTo('../../test/fixtures/servers/slow-tracker.mjs');

type Entry = Command & { readonly trustAnnotations?: boolean; readonly idleTimeout: number };

/**
 * Three real servers and a tracker that takes `slowMs`; what they keep lies in `folder`. None is stopped where the day goes on without
 * a call: the tracker would forget its comments, and the more so the fewer calls the cache leaves it.
 */
export function serversIn(folder: string, slowMs: number): Record<string, Entry> {
  const node = (...args: string[]): Entry => ({ command: process.execPath, args, idleTimeout: 0 });
  return {
    files: node(`${PACKAGES}/server-filesystem/dist/index.js`, projectIn(folder)),
    memory: {
      ...node(`${PACKAGES}/server-memory/dist/index.js`),
      env: { MEMORY_FILE_PATH: join(folder, 'memory.jsonl') },
    },
    everything: node(`${PACKAGES}/server-everything/dist/index.js`),
    // The user has read what it does; learning takes nobody's word but the user's.
    tracker: { ...node(TRACKER), env: { SLOW_MS: String(slowMs) }, trustAnnotations: true },
  };
}

export const projectIn = (folder: string): string => join(folder, 'project');

/**
 * By agents alone, all behind this gateway, are they changed, so that whatever makes an answer old is seen and none has
 * to end by itself within a day; and no change is lost with a server's process.
 */
const KEPT = { ttl: '1d', durable: true };

/** What somebody writes for such files, such a graph, and such issues. */
export const CACHE: JsonObject = {
  rules: [
    { tools: ['files__list_allowed_directories'], about: false, ...KEPT },
    {
      tools: ['files__read_*', 'files__list_*', 'files__directory_tree', 'files__search_files'],
      about: 'path',
      ...KEPT,
    },
    { tools: ['memory__read_graph', 'memory__search_nodes', 'memory__open_nodes'], ...KEPT },
    { tools: ['tracker__get_issue'], about: 'number', ...KEPT },
    // It looks at titles, where no comment shows.
    { tools: ['tracker__search_issues'], about: false, ...KEPT },
    { tools: ['tracker__read_page'], about: 'page', ...KEPT },
    { tools: ['everything__get-*'], ttl: '1d' },
  ],
  // An edit changes the text of a file and no list, a new file the lists above it too; a comment shows in its
  // issue. All else that may change something makes old whatever its server has answered.
  changes: [
    { tools: ['files__edit_file'], about: 'path' },
    { tools: ['files__write_file'], about: 'path', parents: true },
    { tools: ['tracker__add_comment'], about: 'number' },
  ],
};
