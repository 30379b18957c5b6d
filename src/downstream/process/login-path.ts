import { spawn } from 'node:child_process';
import { readdirSync, statSync } from 'node:fs';
import { userInfo } from 'node:os';
import { join } from 'node:path';
import { type Clock, systemClock } from '../../shared/clock.ts';

const DEADLINE_MS = 3_000;
const MARK = '__trunkline_path__';
const MAX_OUTPUT_LENGTH = 1_000_000;

/**
 * The search path that a terminal would have, for hosts started from a dock or menu, whose own PATH lacks
 * node, npx, uvx and docker. Asks the login shell once, and only when somebody needs the answer.
 */
export class LoginPath {
  readonly #env: NodeJS.ProcessEnv;
  readonly #clock: Clock;
  #found: Promise<string> | undefined;

  constructor(env: NodeJS.ProcessEnv, clock: Clock = systemClock) {
    this.#env = env;
    this.#clock = clock;
  }

  /** The current PATH, then the login shell's, then folders where programs are usually installed. */
  find(): Promise<string> {
    this.#found ??= this.#askShell().then((path) =>
      mergePaths(this.#env.PATH ?? '', path, usualFolders(this.#env.HOME ?? '').join(':')),
    );
    return this.#found;
  }

  #askShell(): Promise<string> {
    if (process.platform === 'win32') return Promise.resolve('');
    const shell = this.#env.SHELL || userInfo().shell || '/bin/sh';
    // `env` prints PATH alike in every shell; the marks keep it apart from what profiles print.
    const command = `echo ${MARK}; /usr/bin/env; echo ${MARK}`;
    return new Promise((resolve) => {
      const child = spawn(shell, ['-i', '-l', '-c', command], {
        // Its own session: an interactive shell would stop, or grab the terminal, in ours.
        detached: true,
        stdio: ['ignore', 'pipe', 'ignore'],
        env: { ...this.#env, DISABLE_AUTO_UPDATE: 'true', ZSH_TMUX_AUTOSTART: 'false' },
      });
      let output = '';
      const finish = (): void => {
        cancel();
        if (child.pid !== undefined) killGroup(child.pid);
        child.stdout.destroy();
        resolve(readPath(output));
      };
      const cancel = this.#clock.after(DEADLINE_MS, finish);
      child.stdout.setEncoding('utf8').on('data', (text: string) => {
        output += text;
        // The answer counts even if a profile left something running that holds the pipe open.
        if (output.split(MARK).length > 2 || output.length > MAX_OUTPUT_LENGTH) finish();
      });
      child.once('error', finish).once('close', finish);
    });
  }
}

function killGroup(pid: number): void {
  try {
    process.kill(-pid, 'SIGKILL');
  } catch {
    // It has ended by itself.
  }
}

function readPath(output: string): string {
  const [, environment = ''] = output.split(MARK);
  return /^PATH=(.*)$/m.exec(environment)?.[1] ?? '';
}

/** Joins search paths; the first mention of a folder keeps its place. */
export function mergePaths(...paths: string[]): string {
  const folders = paths.flatMap((path) => path.split(':')).filter((folder) => folder !== '');
  return [...new Set(folders)].join(':');
}

function usualFolders(home: string): string[] {
  const inHome = [
    '.local/bin',
    '.volta/bin',
    '.asdf/shims',
    '.local/share/mise/shims',
    '.bun/bin',
    '.cargo/bin',
  ];
  const folders = [
    '/opt/homebrew/bin',
    '/usr/local/bin',
    '/usr/bin',
    '/bin',
    ...(home
      ? [...inHome.map((folder) => join(home, folder)), ...newestNode(join(home, '.nvm/versions/node'))]
      : []),
  ];
  return folders.filter((folder) => statSync(folder, { throwIfNoEntry: false })?.isDirectory());
}

function newestNode(versions: string): string[] {
  try {
    const newest = readdirSync(versions)
      .sort(new Intl.Collator('en', { numeric: true }).compare)
      .at(-1);
    return newest ? [join(versions, newest, 'bin')] : [];
  } catch {
    return []; // nvm is not installed
  }
}
