import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { statSync } from 'node:fs';
import { delimiter, dirname } from 'node:path';
import type { StdioDefinition } from '../../config/config.ts';
import { GatewayError, messageOf } from '../../shared/errors.ts';
import { OWNER_VARIABLE } from '../../shared/owner-variable.ts';
import { batchArguments } from './batch-command.ts';
import { childEnvironment, pathOf, withPath } from './environment.ts';
import { findCommand } from './find-command.ts';
import type { LoginPath } from './login-path.ts';

interface StartOptions {
  readonly definition: StdioDefinition;
  readonly env: NodeJS.ProcessEnv;
  readonly loginPath: LoginPath;
  /** Tells this gateway's processes from all others. */
  readonly owner: string;
}

/** Starts a server's process in a group of its own. @throws GatewayError `server_unavailable` saying what to do. */
export async function startChild(options: StartOptions): Promise<ChildProcessWithoutNullStreams> {
  const { definition } = options;
  const cwd = definition.cwd ?? process.cwd();
  if (!statSync(cwd, { throwIfNoEntry: false })?.isDirectory()) {
    throw cannotStart(
      definition,
      `its working directory ${cwd} does not exist.`,
      'Mend "cwd" in the configuration.',
    );
  }
  const { file, env } = await locate(options, cwd);
  try {
    const child = spawnFile(file, definition.args, { env, cwd });
    await new Promise((resolve, reject) => child.once('spawn', resolve).once('error', reject));
    child.on('error', () => {
      // Only a kill that fails still reports here; whoever kills looks at the process itself.
    });
    return child;
  } catch (error) {
    if (error instanceof GatewayError) throw error;
    throw cannotStart(definition, messageOf(error), `The file is ${file}.`, error);
  }
}

interface Located {
  readonly file: string;
  readonly env: Record<string, string>;
}

/** The login shell is asked only for what the current PATH does not have: asking takes up to seconds. */
async function locate({ definition, env, loginPath, owner }: StartOptions, cwd: string): Promise<Located> {
  const childEnv = childEnvironment({ configured: definition.env, env, platform: process.platform });
  childEnv[OWNER_VARIABLE] = owner;
  const find = (path: string): string | undefined =>
    findCommand(definition.command, { path, cwd, platform: process.platform, pathExt: env.PATHEXT });
  let path = pathOf(childEnv);
  let file = find(path);
  if (file === undefined) {
    path = [path, await loginPath.find()].filter((part) => part !== '').join(delimiter);
    file = find(path);
  }
  if (file === undefined) throw notFound(definition, path);
  // What stands beside a program is what it was installed with: npx finds its node.
  const folder = dirname(file);
  if (!path.split(delimiter).includes(folder)) path = `${path}${delimiter}${folder}`;
  return { file, env: withPath(childEnv, path) };
}

function spawnFile(
  file: string,
  args: readonly string[],
  { env, cwd }: { env: Record<string, string>; cwd: string },
): ChildProcessWithoutNullStreams {
  const isWindows = process.platform === 'win32';
  const isBatch = isWindows && /\.(?:cmd|bat)$/i.test(file);
  return spawn(isBatch ? env.COMSPEC || 'cmd.exe' : file, isBatch ? batchArguments(file, args) : args, {
    env,
    cwd,
    stdio: ['pipe', 'pipe', 'pipe'],
    // A group of its own, to end all of it; on Windows that would open a console window.
    detached: !isWindows,
    windowsHide: true,
    windowsVerbatimArguments: isBatch,
  });
}

function notFound(definition: StdioDefinition, path: string): GatewayError {
  const { command } = definition;
  const isPath = /[/\\]/.test(command);
  return isPath
    ? cannotStart(
        definition,
        `${command} does not exist or may not be executed.`,
        'Mend "command" in the configuration.',
      )
    : cannotStart(
        definition,
        `the command ${JSON.stringify(command)} was not found.`,
        `Install it, or give its full path as "command". Searched: ${path}`,
      );
}

function cannotStart(
  definition: StdioDefinition,
  reason: string,
  hint: string,
  cause?: unknown,
): GatewayError {
  return new GatewayError('server_unavailable', `${definition.name} cannot be started: ${reason}`, {
    hint,
    cause,
  });
}
