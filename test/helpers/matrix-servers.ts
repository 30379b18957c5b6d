import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import type { Sandbox } from './sandbox.ts';

const PROGRAM = fileURLToPath(new URL('../fixtures/matrix/remote.ts', import.meta.url));

/** Servers of the matrix that are reached over a network, in one process. Whoever starts it closes it. */
export class MatrixServers {
  /** By kind. */
  readonly urls: Readonly<Record<string, string>>;
  readonly #child: ChildProcess;

  private constructor(child: ChildProcess, urls: Record<string, string>) {
    this.#child = child;
    this.urls = urls;
  }

  /** At the addresses of earlier ones, where those are given. */
  static async start(
    sandbox: Sandbox,
    kinds: readonly string[],
    before: MatrixServers['urls'] = {},
  ): Promise<MatrixServers> {
    const portOf = (kind: string): string => (before[kind] === undefined ? '0' : new URL(before[kind]).port);
    const args = kinds.map((kind) => `${kind}:${portOf(kind)}`);
    const child = spawn(process.execPath, [PROGRAM, ...args], {
      env: sandbox.env,
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const urls: Record<string, string> = {};
    for await (const line of createInterface({ input: child.stdout })) {
      urls[String(kinds[Object.keys(urls).length])] = line;
      if (Object.keys(urls).length === kinds.length) break;
    }
    return new MatrixServers(child, urls);
  }

  async close(signal: NodeJS.Signals = 'SIGTERM'): Promise<void> {
    const exited = once(this.#child, 'exit');
    this.#child.kill(signal);
    await exited;
  }
}
