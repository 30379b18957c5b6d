import { type ChildProcess, spawn } from 'node:child_process';
import { parse } from 'node:path';
import { hintsOf } from '../protocol/daemon/hello.ts';
import { OWNER_VARIABLE } from '../shared/owner-variable.ts';

export interface StartDaemonOptions {
  /** `bin/trunkline.js`. */
  readonly program: string;
  readonly configPath: string;
  readonly env: NodeJS.ProcessEnv;
}

/**
 * Starts a daemon in a session of its own, so that what ends the host's process group does not reach it. It
 * ends itself with 0 if another was faster, and with another code if it cannot serve.
 */
export function startDaemon({ program, configPath, env }: StartDaemonOptions): ChildProcess {
  const child = spawn(process.execPath, [program, 'daemon', 'run', '--config', configPath], {
    detached: true,
    stdio: 'ignore',
    windowsHide: true,
    // No project's folder is kept busy by it.
    cwd: parse(process.execPath).root,
    env: forEveryHost(env),
  });
  child.unref();
  return child;
}

/** What one host says of itself must not be taken for every host's, nor the daemon for what its host's owner started. */
function forEveryHost(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const left = { ...hintsOf(env), [OWNER_VARIABLE]: '' };
  return Object.fromEntries(Object.entries(env).filter(([name]) => !(name in left)));
}
