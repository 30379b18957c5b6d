import { qualify } from '../../src/catalog/names.ts';
import { composeAnswer, type SearchAnswer } from '../../src/catalog/search/answer.ts';
import { ToolIndex } from '../../src/catalog/search/tool-index.ts';
import { RawHost } from '../lib/raw-host.ts';
import { type Gateway, trunkline } from '../lib/targets.ts';
import { openCatalogServers } from './catalog-servers.ts';
import type { SetTool } from './search-set.ts';

const MAX_NAME_LENGTH = 48;
const LEARN_LIMIT_MS = 300_000;

/** Something that answers `find_tools`. The opener closes it. */
export interface Finder {
  find(query: string): Promise<SearchAnswer>;
  close(): Promise<void>;
}

/** The name under which Trunkline publishes a tool of a bench. */
export function publishedName(server: string, toolName: string): string {
  return qualify({ serverName: server, prefix: server, name: toolName, maxLength: MAX_NAME_LENGTH });
}

/** The index by itself, in this process. */
export function openDirect(byServer: ReadonlyMap<string, readonly SetTool[]>, limit: number): Finder {
  const index = buildIndex(byServer);
  return {
    find: async (query) => composeAnswer(index.search(query, { limit }), { qualifiedName: publishedName }),
    close: async () => {},
  };
}

/** An index of all tools, ready to be searched. */
export function buildIndex(byServer: ReadonlyMap<string, readonly SetTool[]>): ToolIndex {
  const index = new ToolIndex();
  for (const [server, tools] of byServer) index.upsertServer(server, tools);
  index.search('ready');
  return index;
}

/** Trunkline itself: `find_tools` over MCP, a server behind it for each server of the set. */
export async function openGateway(byServer: ReadonlyMap<string, readonly SetTool[]>): Promise<Finder> {
  const servers = await openCatalogServers(byServer);
  const gateway = trunkline({ servers: servers.definitions, settings: { exposure: 'lazy' } });
  const host = RawHost.start(gateway);
  const close = async (): Promise<void> => {
    await host.close();
    gateway.close();
    await servers.close();
  };
  await host.initialize();
  await awaitAll(host, byServer);
  return { find: (query) => findOverMcp(host, query), close };
}

/** Trunkline in front of servers that run as processes. */
export async function openGatewayTo(commands: Parameters<typeof trunkline>[0]['servers']): Promise<Finder> {
  const gateway: Gateway = trunkline({ servers: commands, settings: { exposure: 'lazy' } });
  const host = RawHost.start(gateway);
  await host.initialize();
  return {
    find: (query) => findOverMcp(host, query),
    close: async () => {
      await host.close();
      gateway.close();
    },
  };
}

async function findOverMcp(host: RawHost, query: string, more: object = {}): Promise<SearchAnswer> {
  const result = await host.request('tools/call', {
    name: 'find_tools',
    arguments: { queries: [query], ...more },
  });
  const [first] = result.content as { text: string }[];
  if (result.isError) throw new Error(first?.text);
  return {
    text: first?.text ?? '',
    structuredContent: result.structuredContent as SearchAnswer['structuredContent'],
  };
}

/** Each server is asked for by name until its tools are known: a first start is not waited for otherwise. */
async function awaitAll(host: RawHost, byServer: ReadonlyMap<string, readonly SetTool[]>): Promise<void> {
  const deadline = performance.now() + LEARN_LIMIT_MS;
  for (const [server, [tool]] of byServer) {
    const query = `${tool?.name ?? ''} ${tool?.description ?? ''}`;
    for (;;) {
      const { structuredContent } = await findOverMcp(host, query, { servers: [server] });
      if (structuredContent.tools.length > 0) break;
      if (performance.now() > deadline) throw new Error(`the tools of ${server} did not become known`);
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  }
}
