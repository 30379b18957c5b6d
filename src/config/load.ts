import { readFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { type Clock, systemClock } from '../shared/clock.ts';
import { GatewayError, messageOf } from '../shared/errors.ts';
import type { Config, ServerDefinition } from './config.ts';
import { defineCache } from './define-cache.ts';
import { defineProfiles } from './define-profiles.ts';
import { defineSearch } from './define-search.ts';
import { type FindOptions, findConfigPath } from './find.ts';
import { type Finding, formatPath, formatProblem, Place, type Problem } from './problem.ts';
import type { Decoded } from './schema/decoder.ts';
import { FILE, SERVER_KEYS } from './schema/file.ts';
import type { ServerEntry } from './schema/server-entry.ts';
import { defineServer } from './servers/define-server.ts';
import { Expander } from './servers/expand.ts';
import { parseSource, positionAt, type Source } from './source/source.ts';

export interface LoadOptions extends FindOptions {
  readonly clock?: Clock;
}

/** A file as it was read: usable if, and only if, it has no problems. */
export interface CheckedConfig {
  readonly path: string;
  readonly config?: Config;
  /** In the order of the file. */
  readonly problems: readonly Problem[];
  readonly notes: readonly Problem[];
}

/** Finds, reads and expands the configuration. Throws `config_invalid` with all problems as its data. */
export async function loadConfig(options: LoadOptions): Promise<Config> {
  const { path, config, problems } = await checkConfig(options);
  if (config) return config;
  const [first, ...others] = problems;
  const more = others.length > 0 ? ` And ${others.length} more; "trunkline config check" lists them.` : '';
  throw new GatewayError('config_invalid', `${first ? formatProblem(path, first) : path}.${more}`, {
    data: problems,
  });
}

/** The same, but with problems as an answer. Throws only where there is no file to read. */
export async function checkConfig(options: LoadOptions): Promise<CheckedConfig> {
  const path = findConfigPath(options);
  const text = readText(path);
  const source = await parseSource(path, text);
  if (source.syntaxProblems.length > 0) {
    const problems = source.syntaxProblems.map(({ path: at, offset, message }) => ({
      path: formatPath(at),
      ...positionAt(text, offset),
      message,
    }));
    return { path, problems, notes: [] };
  }
  const root = new Place();
  const file = FILE.decode(source.value ?? {}, root) ?? FILE.absent;
  const expander = new Expander({
    env: options.env,
    folder: dirname(path),
    clock: options.clock ?? systemClock,
  });
  const servers = await defineServers(file, root, expander);
  const profiles = defineProfiles(file, root.at('profiles'));
  const search = defineSearch(file.search, root.at('search'));
  const problems = await locate(root.problems, source, text);
  const notes = await locate(root.notes, source, text);
  if (problems.length > 0) return { path, problems, notes };
  const { exposure, exposureBudget: exposureBudgetTokens, pinned, names, limits, http, log } = file;
  const cache = defineCache(file.cache);
  const daemon = { idleTimeoutMs: file.daemon.idleTimeout };
  const session = { ttlMs: file.session.ttl };
  return {
    path,
    problems,
    notes,
    config: {
      path,
      servers,
      exposure,
      exposureBudgetTokens,
      pinned,
      profiles,
      names,
      limits,
      daemon,
      http,
      cache,
      session,
      search,
      log,
      notes,
    },
  };
}

function readText(path: string): string {
  try {
    // Fatal on what is no UTF-8; drops a byte order mark.
    return new TextDecoder('utf-8', { fatal: true }).decode(readFileSync(path));
  } catch (error) {
    const isText = !(error instanceof TypeError);
    throw new GatewayError('config_invalid', `${path}: ${isText ? messageOf(error) : 'is no UTF-8 text'}.`, {
      cause: error,
    });
  }
}

/** Finds each finding's line and column, and puts them in the order of the file. */
async function locate(findings: readonly Finding[], source: Source, text: string): Promise<Problem[]> {
  if (findings.length === 0) return [];
  const offsetOf = await source.findOffsets();
  return findings
    .map(({ path, on, message, hint }) => ({ path, offset: offsetOf(path, on), message, hint }))
    .sort((a, b) => a.offset - b.offset)
    .map(({ path, offset, message, hint }) => ({
      path: formatPath(path),
      ...positionAt(text, offset),
      message,
      ...(hint === undefined ? {} : { hint }),
    }));
}

async function defineServers(
  file: Decoded<typeof FILE>,
  root: Place,
  expander: Expander,
): Promise<ServerDefinition[]> {
  const entries = SERVER_KEYS.flatMap((key) =>
    [...(file[key] ?? [])].map(([name, entry]) => ({ name, entry, place: root.at(key, name), expander })),
  );
  refuseRepeatedNames(entries);
  const usable = entries.filter(({ entry, place }) => !isDisabled(entry) && !hasProblems(place));
  const definitions = await Promise.all(usable.map(defineServer));
  const servers = definitions.filter((definition) => definition !== undefined);
  refuseEqualPrefixes(servers, new Map(entries.map(({ name, place }) => [name, place])));
  return servers;
}

const isDisabled = (entry: ServerEntry): boolean => entry.disabled === true || entry.enabled === false;

const hasProblems = ({ path, problems }: Place): boolean =>
  problems.some((problem) => path.every((key, index) => problem.path[index] === key));

function refuseRepeatedNames(entries: readonly { name: string; place: Place }[]): void {
  const seen = new Set<string>();
  for (const { name, place } of entries) {
    if (name.trim() === '') place.keyProblem('a server needs a name');
    if (seen.has(name)) place.keyProblem(`there is already a server "${name}"`);
    seen.add(name);
  }
}

function refuseEqualPrefixes(servers: readonly ServerDefinition[], places: ReadonlyMap<string, Place>): void {
  const owners = new Map<string, string>();
  for (const { name, prefix } of servers) {
    const owner = owners.get(prefix);
    if (owner !== undefined) {
      places
        .get(name)
        ?.keyProblem(
          `has the prefix "${prefix}", as has server "${owner}"`,
          'give one of them another "prefix"',
        );
    }
    owners.set(prefix, name);
  }
}
