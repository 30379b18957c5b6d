import type { Client } from '@modelcontextprotocol/sdk/client/index.js';
import type { JsonObject } from '../../src/protocol/json-rpc.ts';
import { connectHost } from './host.ts';
import type { Sandbox } from './sandbox.ts';

/** What a host is told of a kept answer stands here in its `_meta`, and what it wants of the cache in that of a call. */
export const CACHE_META = 'dev.trunkline/cache';

interface Answer {
  readonly text: string;
  readonly kept: JsonObject | undefined;
}

/** A host that has listed the tools of the notebook, as every host does. */
export async function connectReader(sandbox: Sandbox, cache: object): Promise<Client> {
  const host = await connectHost(sandbox, {
    fixtures: ['notebook'],
    settings: { exposure: 'full', cache },
  });
  await host.listTools();
  return host;
}

/** Calls a tool of the notebook. */
export async function callNotebook(
  host: Client,
  tool: string,
  { args, meta }: { args: object; meta?: object | undefined },
): Promise<Answer> {
  const result = await host.callTool({
    name: `notebook__${tool}`,
    arguments: { ...args },
    ...(meta && { _meta: { ...meta } }),
  });
  const [block] = result.content as { text: string }[];
  return { text: block?.text ?? '', kept: result._meta?.[CACHE_META] as JsonObject | undefined };
}
