import type { View } from '../catalog/view.ts';
import type { JsonObject } from '../protocol/json-rpc.ts';
import type { Era } from '../protocol/versions.ts';
import { VERSION } from '../shared/version.ts';

/** Who we are to hosts. The title is short: VS Code makes it part of every tool's name. */
export const SERVER_INFO: JsonObject = { name: 'trunkline', title: 'Trunkline', version: VERSION };

/** Claude Code cuts instructions at 2,048 characters. */
const MAX_INSTRUCTIONS = 2_000;

/** What of a single server's capabilities can be kept through us; others would be promises. */
const KEPT = ['tools', 'resources', 'prompts', 'completions', 'logging'];

/**
 * One server's own in a view of it alone. Else constant, so that a server which is slow, down or new never
 * makes a list disappear for a host's session.
 */
export function capabilities(era: Era, view: View): JsonObject {
  if (view.onlyServer !== undefined) {
    const own = view.snapshots()[0]?.snapshot?.identity.capabilities ?? {};
    return Object.fromEntries(KEPT.filter((name) => name in own).map((name) => [name, own[name]]));
  }
  return {
    tools: { listChanged: true },
    resources: { subscribe: true, listChanged: true },
    prompts: { listChanged: true },
    completions: {},
    ...(era === 'legacy' && { logging: {} }),
  };
}

/** What stands behind this entry, and each server's own instructions as far as there is room. */
export function instructions(view: View): string | undefined {
  const servers = view.snapshots();
  if (view.onlyServer !== undefined) return servers[0]?.snapshot?.identity.instructions;
  const names = servers.map(({ serverName }) => serverName).join(', ');
  let text = `Trunkline brings these MCP servers under one entry: ${names || 'none yet'}. Tools and prompts are named <server>__<name>.`;
  if (view.exposure().kind === 'lazy') text += ' find_tools finds a tool; call_tool calls it.';
  for (const { serverName, snapshot } of servers) {
    const own = snapshot?.identity.instructions?.trim();
    if (!own) continue;
    const part = `\n\n${serverName}: ${own}`;
    if (text.length + part.length > MAX_INSTRUCTIONS) continue;
    text += part;
  }
  return text.slice(0, MAX_INSTRUCTIONS);
}
