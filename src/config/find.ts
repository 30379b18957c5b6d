import { existsSync } from 'node:fs';
import { homedir } from 'node:os';
import { isAbsolute, join, resolve } from 'node:path';
import { GatewayError } from '../shared/errors.ts';
import { pathsFor } from '../shared/paths.ts';

export interface FindOptions {
  /** From `--config`; relative to the working directory. */
  readonly path?: string | undefined;
  readonly env: NodeJS.ProcessEnv;
}

const FILE_NAMES = ['servers.json', 'servers.jsonc', 'servers.yaml', 'servers.yml'];

/**
 * The configuration file: `--config`, then `TRUNKLINE_CONFIG`, then the user's own folder. The working
 * directory is never searched: a host's is whatever project is open, and the file names commands to run.
 */
export function findConfigPath({ path, env }: FindOptions): string {
  if (path) return existing(resolve(atHome(path, env)), '--config');
  if (env.TRUNKLINE_CONFIG) {
    const named = atHome(env.TRUNKLINE_CONFIG, env);
    if (isAbsolute(named)) return existing(named, 'TRUNKLINE_CONFIG');
    throw new GatewayError('config_invalid', `TRUNKLINE_CONFIG is a relative path: ${named}.`, {
      hint: 'Give the whole path; hosts start servers in folders of their own choosing.',
    });
  }
  const { configDir } = pathsFor(env);
  const found = FILE_NAMES.map((name) => join(configDir, name)).find((candidate) => existsSync(candidate));
  if (found) return found;
  throw new GatewayError('config_invalid', `There is no configuration in ${configDir}.`, {
    hint: `Put your servers into ${join(configDir, 'servers.json')}, or name a file with --config.`,
  });
}

/** What a command has to say so that it means this file: nothing where it is the user's own. */
export function configOption(path: string, env: NodeJS.ProcessEnv): string {
  const { configDir } = pathsFor(env);
  if (FILE_NAMES.some((name) => join(configDir, name) === path)) return '';
  return ` --config ${/^[\w./~+-]+$/.test(path) ? path : JSON.stringify(path)}`;
}

function existing(path: string, from: string): string {
  if (existsSync(path)) return path;
  throw new GatewayError('config_invalid', `${from} names a file that does not exist: ${path}.`);
}

/** `~/…` as a shell reads it; hosts pass it as it stands. */
export function atHome(path: string, env: NodeJS.ProcessEnv): string {
  return /^~(?=[\\/]|$)/.test(path) ? join(homeOf(env), path.slice(1)) : path;
}

export function homeOf(env: NodeJS.ProcessEnv): string {
  return env.HOME || env.USERPROFILE || homedir();
}
