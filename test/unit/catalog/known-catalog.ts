import { Catalog } from '../../../src/catalog/catalog.ts';
import type { ServerSnapshot } from '../../../src/downstream/snapshot.ts';
import type { JsonObject } from '../../../src/protocol/json-rpc.ts';
import type { Log } from '../../../src/telemetry/log.ts';
import { check } from '../config/config-file.ts';

const SILENT = { error() {}, warn() {}, info() {}, debug() {} } as unknown as Log;

/** A server that says it has these tools. */
export function snapshotOf(tools: readonly (string | JsonObject)[]): ServerSnapshot {
  return {
    tools: tools.map((tool) => (typeof tool === 'string' ? toolCalled(tool) : tool)),
    resources: [],
    resourceTemplates: [],
    prompts: [],
    identity: { protocolVersion: '2025-11-25', capabilities: {}, serverInfo: {} },
    facts: {},
  } as unknown as ServerSnapshot;
}

/** A catalog of these servers, each with the names of its tools; `settings` stand beside them. */
export async function knownCatalog(
  servers: Readonly<Record<string, readonly string[]>>,
  settings: object = {},
): Promise<Catalog> {
  const mcpServers = Object.fromEntries(Object.keys(servers).map((name) => [name, { command: name }]));
  const { config, problems } = await check({ mcpServers, ...settings });
  if (!config) throw new Error(JSON.stringify(problems));
  const catalog = new Catalog(config, SILENT);
  catalog.load((name) => (servers[name] ? snapshotOf(servers[name]) : undefined));
  return catalog;
}

const toolCalled = (name: string): JsonObject => ({
  name,
  description: `The tool ${name}.`,
  inputSchema: { type: 'object', properties: {} },
});
