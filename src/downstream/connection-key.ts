import { createHash } from 'node:crypto';
import type { Isolation } from '../config/servers/known-isolation.ts';
import { isObject, type JsonObject } from '../protocol/json-rpc.ts';
import { hasTasksExtension, TASKS_EXTENSION } from '../protocol/tasks.ts';
import type { Caller } from './caller.ts';
import type { ServerFacts } from './snapshot.ts';

/** Declared when Trunkline itself reads a server's lists, so that they hold everything the server has. */
export const ALL_CAPABILITIES: JsonObject = {
  roots: { listChanged: true },
  sampling: {},
  elicitation: { form: {}, url: {} },
};

/**
 * The client capabilities that servers are known to make their lists depend on. Not `tasks`: a server's question
 * that becomes a task of its client could not be followed through a connection that several clients share.
 */
const RELEVANT = ['roots', 'sampling', 'elicitation', 'extensions'];

/** Whether every capability, and every form of it, in `wanted` is declared. */
export function covers(declared: JsonObject, wanted: JsonObject): boolean {
  return Object.entries(wanted).every(([name, form]) => {
    const own = declared[name];
    return isObject(form) ? isObject(own) && covers(own, form) : own === form;
  });
}

/** What of a host's capabilities a server's connection declares. */
export function declaredCapabilities(capabilities: JsonObject): JsonObject {
  return Object.fromEntries(
    RELEVANT.filter((name) => name in capabilities).map((name) => [name, capabilities[name]]),
  );
}

/** What a modern server is told with a request: a legacy host cannot follow a task of the extension. */
export function capabilitiesFor({ owner, capabilities }: Caller): JsonObject {
  if (owner || !hasTasksExtension(capabilities)) return capabilities;
  const { [TASKS_EXTENSION]: _tasks, ...extensions } = capabilities.extensions as JsonObject;
  return { ...capabilities, extensions };
}

/** Whether each session has a connection to itself, by configuration or because the server turned out to need it. */
export function isOwn(facts: ServerFacts, isolation: Isolation): boolean {
  return facts.needsOwnConnection === true || isolation === 'session' || isolation === 'call';
}

/**
 * Sessions with the same key share one connection. They need equal capabilities unless the server is known
 * not to care (a modern server is told them per request), and equal roots unless it never asks for them.
 */
export async function connectionKey(
  caller: Caller,
  facts: ServerFacts,
  isolation: Isolation,
): Promise<string> {
  if (isOwn(facts, isolation)) return `session ${caller.sessionId}`;
  const isNeutral = facts.isCapabilityNeutral === true || facts.era === 'modern';
  const parts: unknown[] = [isNeutral ? 'any' : declaredCapabilities(caller.capabilities)];
  if ('roots' in caller.capabilities && facts.asksRoots !== false) parts.push(await caller.roots());
  if (isolation === 'workspace') parts.push(caller.workspace);
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex');
}
