import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { JsonObject } from '../../src/protocol/json-rpc.ts';
import type { SetTool } from './search-set.ts';

/** MCP servers that have tools to list and nothing else, all in this process. The opener closes them. */
export interface CatalogServers {
  /** What the configuration says of each. */
  readonly definitions: Record<string, { type: 'http'; url: string }>;
  close(): Promise<void>;
}

/** Serves every server's tools over Streamable HTTP under its own path. */
export async function openCatalogServers(
  byServer: ReadonlyMap<string, readonly SetTool[]>,
): Promise<CatalogServers> {
  const http = createServer(async (request, response) => {
    const tools = byServer.get((request.url ?? '').slice(1));
    if (!tools || request.method !== 'POST') return void response.writeHead(tools ? 405 : 404).end();
    const message = JSON.parse(await textOf(request));
    if (message.id === undefined) return void response.writeHead(202).end();
    const outcome = outcomeOf(message, tools);
    response.writeHead(200, { 'content-type': 'application/json' });
    response.end(JSON.stringify({ jsonrpc: '2.0', id: message.id, ...outcome }));
  });
  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve));
  const { port } = http.address() as AddressInfo;
  return {
    definitions: Object.fromEntries(
      [...byServer.keys()].map((name) => [name, { type: 'http', url: `http://127.0.0.1:${port}/${name}` }]),
    ),
    close: () =>
      new Promise((resolve) => {
        http.close(() => resolve());
        http.closeAllConnections();
      }),
  };
}

function outcomeOf(message: { method: string; params?: JsonObject }, tools: readonly SetTool[]): JsonObject {
  switch (message.method) {
    case 'initialize':
      return {
        result: {
          protocolVersion: message.params?.protocolVersion,
          capabilities: { tools: {} },
          serverInfo: { name: 'catalog', version: '1.0.0' },
        },
      };
    case 'tools/list':
      return { result: { tools: tools.map(listed) } };
    case 'ping':
      return { result: {} };
    default:
      return { error: { code: -32601, message: 'Method not found' } };
  }
}

function listed({ name, description, inputSchema }: SetTool): JsonObject {
  return { name, description, inputSchema: { type: 'object', ...inputSchema } };
}

async function textOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString();
}
