import { topicsOf } from '../catalog/topics.ts';
import type { View } from '../catalog/view.ts';
import type { JsonObject } from '../protocol/json-rpc.ts';
import { hasTasksExtension, runsToolsAsTasks, TASKS_EXTENSION } from '../protocol/tasks.ts';
import type { Era } from '../protocol/versions.ts';
import { VERSION } from '../shared/version.ts';

/** Who we are to hosts. The title is short: VS Code makes it part of every tool's name. */
export const SERVER_INFO: JsonObject = { name: 'trunkline', title: 'Trunkline', version: VERSION };

/**
 * In characters. Claude Code cuts instructions at 2,048. They are part of every first request, where a lazy list
 * is to cost at most 1,000 tokens with all that a host adds (Codex: 370 for tools of its own).
 */
const MAX_INSTRUCTIONS = { full: 2_000, lazy: 700 };

/** The more, the better a model knows what to look for; none where the names alone take the room. */
const WORDS_PER_SERVER = [3, 2, 1, 0];
/** Of one server's tools; a greeting waits for this. */
const MAX_LOOKED_AT = 200;

/** What of a single server's capabilities can be kept through us; others would be promises. */
const KEPT = ['tools', 'resources', 'prompts', 'completions', 'logging'];

/**
 * One server's own in a view of it alone. Else constant, so that a server which is slow, down or new never
 * makes a list disappear for a host's session.
 */
export function capabilities(era: Era, view: View): JsonObject {
  if (view.onlyServer !== undefined) {
    const own = view.snapshots()[0]?.snapshot?.identity.capabilities ?? {};
    const kept = Object.fromEntries(KEPT.filter((name) => name in own).map((name) => [name, own[name]]));
    return { ...kept, ...taskCapability(era, view) };
  }
  return {
    tools: { listChanged: true },
    resources: { subscribe: true, listChanged: true },
    prompts: { listChanged: true },
    completions: {},
    ...(era === 'legacy' && { logging: {} }),
    ...taskCapability(era, view),
  };
}

/** Whether a server behind this view runs tasks in the form of this era: they are not translated. */
export function offersTasks(era: Era, view: View): boolean {
  return view.snapshots().some(({ snapshot }) => {
    if (snapshot?.identity.era !== era) return false;
    const { capabilities } = snapshot.identity;
    return era === 'legacy' ? runsToolsAsTasks(capabilities) : hasTasksExtension(capabilities);
  });
}

/** Of tasks only what a server can keep; the same for every client, as the servers are. */
function taskCapability(era: Era, view: View): JsonObject {
  if (!offersTasks(era, view)) return {};
  if (era === 'modern') return { extensions: { [TASKS_EXTENSION]: {} } };
  return { tasks: { list: {}, cancel: {}, requests: { tools: { call: {} } } } };
}

/** What stands behind this entry, and each server's own instructions as far as there is room. */
export function instructions(view: View): string | undefined {
  const servers = view.snapshots();
  if (view.onlyServer !== undefined) return servers[0]?.snapshot?.identity.instructions;
  const { kind } = view.exposure();
  const room = MAX_INSTRUCTIONS[kind];
  const names = inFewWords(servers, room / 2);
  let text = `Trunkline brings these MCP servers under one entry: ${names}. Tools and prompts are named <server>__<name>.`;
  if (kind === 'lazy') text += ' find_tools finds a tool; call_tool calls it.';
  for (const { serverName, snapshot } of servers) {
    const own = snapshot?.identity.instructions?.trim();
    if (!own) continue;
    const part = `\n\n${serverName}: ${own}`;
    if (text.length + part.length <= room) text += part;
  }
  return text.slice(0, room);
}

/** Every server with as many words on what it is about as there is room for. */
function inFewWords(servers: ReturnType<View['snapshots']>, maxLength: number): string {
  const known = servers.map(({ serverName, snapshot }) => {
    const toolNames = snapshot?.tools.slice(0, MAX_LOOKED_AT).map(({ name }) => String(name)) ?? [];
    return { serverName, topics: topicsOf(serverName, toolNames) };
  });
  const texts = WORDS_PER_SERVER.map((maxWords) =>
    known.map(({ serverName, topics }) => {
      const words = topics.slice(0, maxWords);
      return words.length > 0 ? `${serverName} (${words.join(', ')})` : serverName;
    }),
  );
  const fitting = texts.find((names) => names.join(', ').length <= maxLength);
  return inShort(fitting ?? texts.at(-1) ?? [], maxLength);
}

/** As many names as fit into so many characters, in the configuration's order. */
function inShort(names: readonly string[], maxLength: number): string {
  let length = 0;
  const count = names.findIndex((name) => {
    length += name.length + 2;
    return length > maxLength;
  });
  if (names.length === 0) return 'none yet';
  if (count < 0) return names.join(', ');
  return count === 0
    ? `${names.length} of them`
    : `${names.slice(0, count).join(', ')} and ${names.length - count} more`;
}
