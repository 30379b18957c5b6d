import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import type { JsonObject } from '../../src/protocol/json-rpc.ts';

/** A tool of a set: `id` is what queries name it by. */
export interface SetTool {
  readonly id: string;
  readonly server: string;
  readonly name: string;
  readonly description?: string;
  readonly inputSchema?: JsonObject;
}

export interface SetQuery {
  readonly id: string;
  readonly text: string;
  /** Ids of the tools that are needed; `a|b` is met by either. */
  readonly relevant: readonly string[];
}

export interface SearchSet {
  readonly tools: readonly SetTool[];
  /** By the name of their file. */
  readonly queries: ReadonlyMap<string, readonly SetQuery[]>;
}

/** Reads a folder with `tools.jsonl` (or a packed one) and any number of `queries*.jsonl`. */
export function readSearchSet(folder: string): SearchSet {
  const files = readdirSync(folder).filter((file) => /\.jsonl(\.gz)?$/.test(file));
  const toolsFile = files.find((file) => /^tools\./.test(file)) ?? files.find((file) => file.endsWith('.gz'));
  if (!toolsFile) throw new Error(`${folder} has no tools.jsonl`);
  const queryFiles = files.filter((file) => file.startsWith('queries')).sort();
  return {
    tools: readRows<SetTool>(join(folder, toolsFile)),
    queries: new Map(
      queryFiles.map((file) => [basename(file, '.jsonl'), readRows<SetQuery>(join(folder, file))]),
    ),
  };
}

/** The rows of a JSON lines file. */
export function readRows<Row>(file: string): Row[] {
  const bytes = readFileSync(file);
  const text = (file.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString();
  return text
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line));
}

/** The tools by server, servers under names that a configuration accepts. */
export function toolsByServer(tools: readonly SetTool[]): Map<string, SetTool[]> {
  const nameOf = new Map<string, string>();
  const byServer = new Map<string, SetTool[]>();
  for (const tool of tools) {
    let name = nameOf.get(tool.server);
    if (name === undefined) {
      const legal =
        tool.server
          .normalize('NFKD')
          .replace(/[^a-zA-Z0-9]+/g, '-')
          .replace(/^[^a-zA-Z]+|-+$/g, '') || 'server';
      for (name = legal; byServer.has(name); ) name = `${legal}-${nameOf.size}`;
      nameOf.set(tool.server, name);
    }
    const known = byServer.get(name);
    if (known) known.push(tool);
    else byServer.set(name, [tool]);
  }
  return byServer;
}
