import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { JsonObject } from '../../src/protocol/json-rpc.ts';
import { type Command, RawHost } from '../lib/raw-host.ts';
import type { SetTool } from './search-set.ts';

const require = createRequire(import.meta.url);
const PACKAGES = ['everything', 'filesystem', 'memory', 'sequential-thinking'] as const;

/** The published servers that stand in `devDependencies`, as they are started. */
export const REAL_SERVERS: Readonly<Record<string, Command>> = Object.fromEntries(
  PACKAGES.map((name) => [
    name,
    { command: process.execPath, args: [entryOf(name), ...(name === 'filesystem' ? [tmpdir()] : [])] },
  ]),
);

function entryOf(name: string): string {
  const manifest = require.resolve(`@modelcontextprotocol/server-${name}/package.json`);
  const { bin } = require(manifest) as { bin: string | Record<string, string> };
  return join(dirname(manifest), typeof bin === 'string' ? bin : (Object.values(bin)[0] ?? ''));
}

/** What the servers themselves list; a tool's id is `server.tool`. */
export async function listRealServers(): Promise<SetTool[]> {
  const lists = await Promise.all(
    Object.entries(REAL_SERVERS).map(async ([server, command]) => {
      const host = RawHost.start(command);
      try {
        await host.initialize();
        const { tools } = await host.request('tools/list');
        return (tools as (JsonObject & { name: string })[]).map((tool) => ({
          ...tool,
          id: `${server}.${tool.name}`,
          server,
        }));
      } finally {
        await host.close();
      }
    }),
  );
  return lists.flat();
}
