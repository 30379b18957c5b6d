import type { ServerSnapshot } from '../downstream/snapshot.ts';
import type { JsonObject } from '../protocol/json-rpc.ts';
import type { Era } from '../protocol/versions.ts';
import { VERSION } from '../shared/version.ts';

/** Who we are to hosts. The title is short: VS Code makes it part of every tool's name. */
export const SERVER_INFO: JsonObject = { name: 'trunkline', title: 'Trunkline', version: VERSION };

/** Claude Code cuts instructions at 2,048 characters. */
const MAX_INSTRUCTIONS = 2_000;

/** Constant, so that a server which is slow, down or new never makes a list disappear for a host's session. */
export function capabilities(era: Era): JsonObject {
  return {
    tools: { listChanged: true },
    resources: { subscribe: true, listChanged: true },
    prompts: { listChanged: true },
    completions: {},
    ...(era === 'legacy' && { logging: {} }),
  };
}

/** What stands behind this entry, and each server's own instructions as far as there is room. */
export function instructions(
  servers: readonly { serverName: string; snapshot: ServerSnapshot | undefined }[],
): string {
  const names = servers.map(({ serverName }) => serverName).join(', ');
  let text = `Trunkline brings these MCP servers under one entry: ${names || 'none yet'}. Tools and prompts are named <server>__<name>.`;
  for (const { serverName, snapshot } of servers) {
    const own = snapshot?.identity.instructions?.trim();
    if (!own) continue;
    const part = `\n\n${serverName}: ${own}`;
    if (text.length + part.length > MAX_INSTRUCTIONS) continue;
    text += part;
  }
  return text.slice(0, MAX_INSTRUCTIONS);
}
