import { type ChildProcessByStdio, spawn } from 'node:child_process';
import type { Writable } from 'node:stream';
import { REAPER_SCRIPT } from './reaper-script.ts';

/**
 * Ends what we leave behind when we are killed outright and can end nothing ourselves: a small shell that
 * holds the other end of a pipe from us, and ends every process tree still on its list once the pipe breaks.
 * Started with the first child. Not on Windows: there a child must itself heed the end of its stdin.
 */
export class Reaper {
  readonly #env: NodeJS.ProcessEnv;
  readonly #mark: string;
  readonly #onFailure: (error: Error) => void;
  readonly #watched = new Set<number>();
  #shell: ChildProcessByStdio<Writable, null, null> | undefined;

  /** The mark is what the environment of every child holds, as `NAME=value`. */
  constructor(env: NodeJS.ProcessEnv, mark: string, onFailure: (error: Error) => void) {
    this.#env = env;
    this.#mark = mark;
    this.#onFailure = onFailure;
  }

  /**
   * Starts the shell if it is not running. To be called before a child starts: the system closes our pipes in
   * the order in which they were opened, so the shell then learns of our end before the children do.
   */
  prepare(): void {
    if (process.platform !== 'win32' && !this.#shell) this.#start();
  }

  /** Puts the process group that this child leads on the list. */
  watch(pid: number): void {
    this.#watched.add(pid);
    if (this.#shell) this.#shell.stdin.write(`+ ${pid}\n`);
    else this.prepare();
  }

  /** Takes a group off the list; to be called once it is gone, since its number may then be given anew. */
  release(pid: number): void {
    this.#watched.delete(pid);
    this.#shell?.stdin.write(`- ${pid}\n`);
  }

  /** Lets the shell go; it ends what is still on its list. */
  close(): void {
    this.#shell?.stdin.end();
    this.#shell = undefined;
  }

  #start(): void {
    const { PATH, HOME } = this.#env;
    const shell = spawn('/bin/sh', ['-c', REAPER_SCRIPT, 'trunkline-reaper', this.#mark], {
      // Its own session, so that what kills our process group does not reach it.
      detached: true,
      cwd: '/',
      env: { PATH: PATH || '/usr/bin:/bin', HOME },
      stdio: ['pipe', 'ignore', 'ignore'],
    });
    shell.unref();
    (shell.stdin as Writable & { unref?: () => void }).unref?.();
    shell.once('error', this.#onFailure);
    shell.stdin.on('error', () => {
      // It has ended; the next child starts another, which learns the whole list.
    });
    shell.once('exit', () => {
      if (this.#shell === shell) this.#shell = undefined;
    });
    this.#shell = shell;
    for (const pid of this.#watched) shell.stdin.write(`+ ${pid}\n`);
  }
}
