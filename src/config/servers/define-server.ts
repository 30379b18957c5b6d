import { readFileSync } from 'node:fs';
import { isAbsolute, resolve } from 'node:path';
import { parseEnv } from 'node:util';
import { messageOf } from '../../shared/errors.ts';
import type { RemoteDefinition, ServerDefinition, StdioDefinition } from '../config.ts';
import type { Place } from '../problem.ts';
import type { ServerEntry } from '../schema/server-entry.ts';
import { defineOAuth, noteUnusedOAuth } from './define-oauth.ts';
import type { Expander } from './expand.ts';
import { knownIsolation } from './known-isolation.ts';
import { startedProgram } from './started-program.ts';

interface NamedEntry {
  readonly name: string;
  readonly entry: ServerEntry;
  readonly place: Place;
  readonly expander: Expander;
}

/** The first that is given counts. */
const URL_KEYS = ['url', 'serverUrl', 'httpUrl'] as const;

type Common = Omit<StdioDefinition, 'type' | 'command' | 'args' | 'env' | 'cwd'>;

/** Makes an entry of the file into a definition; undefined where it cannot be told how to reach the server. */
export async function defineServer(named: NamedEntry): Promise<ServerDefinition | undefined> {
  const { entry, place } = named;
  const given = entry.type ?? entry.transport;
  const urlKey = URL_KEYS.find((key) => entry[key] !== undefined);
  const url = urlKey && entry[urlKey];
  if (entry.command !== undefined && url !== undefined) {
    return place.problem('has both a "command" and a "url"', 'make it two servers');
  }
  if (entry.command !== undefined) {
    if (given !== undefined && given !== 'stdio')
      return place.problem(`has a "command" but the type ${given}`);
    return defineStdio(named, entry.command);
  }
  if (!urlKey || url === undefined)
    return place.problem(given === 'stdio' ? 'has no "command"' : 'has neither "command" nor "url"');
  if (given === 'stdio') return place.problem('has a "url" but the type stdio');
  return defineRemote(named, url, place.at(urlKey));
}

function common({ name, entry, place }: NamedEntry): Common {
  const { callTimeout, maxCallTimeout } = entry;
  const hide = [entry.hide, entry.disabledTools, entry.disabled_tools, entry.excludeTools];
  return {
    name,
    prefix: entry.prefix ?? name,
    tools: {
      hide: hide.flatMap((tools) => tools ?? []),
      rename: byToolName(distinct(entry.rename ?? new Map(), place.at('rename'))),
      describe: byToolName(entry.describe ?? new Map()),
    },
    readOnly: { tools: entry.readOnly, trustsAnnotations: entry.trustAnnotations ?? false },
    era: entry.era,
    isolation: entry.isolation ?? 'shared',
    startTimeoutMs: entry.startTimeout,
    callTimeoutMs: callTimeout,
    maxCallTimeoutMs: Math.max(callTimeout, maxCallTimeout),
    idleTimeoutMs: entry.idleTimeout,
  };
}

/** Without a prototype: a tool may be called `constructor`. */
const byToolName = (values: ReadonlyMap<string, string>): Record<string, string> =>
  Object.assign(Object.create(null), Object.fromEntries(values));

function distinct(rename: ReadonlyMap<string, string>, place: Place): ReadonlyMap<string, string> {
  const owners = new Map<string, string>();
  for (const [toolName, published] of rename) {
    const owner = owners.get(published);
    if (owner !== undefined) place.at(toolName).problem(`"${published}" is already the name of ${owner}`);
    owners.set(published, toolName);
  }
  return rename;
}

async function defineStdio(named: NamedEntry, givenCommand: string): Promise<StdioDefinition> {
  const { entry, place, expander } = named;
  const cwd = await expander.path(entry.cwd ?? entry.working_directory ?? '.', place.at('cwd'));
  const [command, args, fromFile, env] = await Promise.all([
    expander.expand(givenCommand, place.at('command')),
    Promise.all((entry.args ?? []).map((arg, index) => expander.expand(arg, place.at('args', index)))),
    readEnvFile(named),
    expandAll(entry.env, { place: place.at('env'), expander, keyRule: /^[^=\0]+$/ }),
  ]);
  const shared = common(named);
  return {
    ...shared,
    readOnly: { ...shared.readOnly, program: startedProgram(command, args) },
    isolation: entry.isolation ?? knownIsolation(command, args),
    type: 'stdio',
    command: locate(command, cwd),
    args,
    env: { ...fromFile, ...env },
    cwd,
  };
}

/** A program with a folder in its name is relative to its working directory, whatever the platform says. */
const locate = (command: string, cwd: string): string =>
  /[\\/]/.test(command) && !isAbsolute(command) ? resolve(cwd, command) : command;

async function readEnvFile({ entry, place, expander }: NamedEntry): Promise<Record<string, string>> {
  if (entry.envFile === undefined) return {};
  const at = place.at('envFile');
  try {
    return parseEnv(readFileSync(await expander.path(entry.envFile, at), 'utf8')) as Record<string, string>;
  } catch (error) {
    at.problem(messageOf(error));
    return {};
  }
}

async function defineRemote(
  named: NamedEntry,
  givenUrl: string,
  at: Place,
): Promise<RemoteDefinition | undefined> {
  const { entry, place, expander } = named;
  const [text, proxy, oauth, headers] = await Promise.all([
    expander.expand(givenUrl, at),
    defineProxy(named),
    defineOAuth(entry.oauth, place.at('oauth'), expander),
    expandAll(entry.headers, { place: place.at('headers'), expander, keyRule: /^[\w!#$%&'*+.^`|~-]+$/ }),
  ]);
  const url = URL.parse(text);
  const isWebSocket = url?.protocol === 'ws:' || url?.protocol === 'wss:';
  if (!url || !(isWebSocket || url.protocol === 'http:' || url.protocol === 'https:')) {
    return at.problem('must be a URL that begins with http:, https:, ws: or wss:');
  }
  const type = entry.type ?? entry.transport ?? (isWebSocket ? 'websocket' : 'http');
  if (type === 'stdio' || isWebSocket !== (type === 'websocket')) {
    return at.problem(`begins with ${url.protocol}, which does not go with the type ${type}`);
  }
  if (oauth) noteUnusedOAuth({ type, headers }, place.at('oauth'));
  const shared = common(named);
  const readOnly = { ...shared.readOnly, program: url.protocol === 'https:' ? url.hostname : undefined };
  return { ...shared, readOnly, type, url: url.href, headers, proxy, ...(oauth && { oauth }) };
}

async function defineProxy({ entry, place, expander }: NamedEntry): Promise<string | undefined> {
  if (entry.proxy === undefined) return undefined;
  const at = place.at('proxy');
  const proxy = await expander.expand(entry.proxy, at);
  const url = URL.parse(proxy);
  if (proxy === 'none' || url?.protocol === 'http:' || url?.protocol === 'https:') return proxy;
  return at.problem('must be "none", or a URL that begins with http: or https:');
}

interface ExpandOptions {
  readonly place: Place;
  readonly expander: Expander;
  readonly keyRule: RegExp;
}

async function expandAll(
  values: ReadonlyMap<string, string> | undefined,
  options: ExpandOptions,
): Promise<Record<string, string>> {
  const { place, expander, keyRule } = options;
  const entries = [...(values ?? [])].map(async ([key, value]) => {
    if (!keyRule.test(key)) place.at(key).keyProblem(`"${key}" is no possible name`);
    return [key, await expander.expand(value, place.at(key))] as const;
  });
  return Object.fromEntries(await Promise.all(entries));
}
