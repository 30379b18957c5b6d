import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';

/** A short temporary HOME for one test. It marks every process started in it, since all inherit HOME. */
export interface Sandbox {
  readonly home: string;
  /** For a program that is to live in the sandbox: nothing of the developer's own settings. */
  readonly env: Record<string, string>;
  /** Writes `servers.json` and returns its path. */
  writeConfig(config: object): string;
  /** Checks that no process is left, then removes the folder. */
  close(): Promise<void>;
}

const END_DEADLINE_MS = 6_000;
const POLL_MS = 50;

export function openSandbox(): Sandbox {
  // Short, since the path of a unix socket is limited to 104 bytes.
  const home = realpathSync(mkdtempSync(join(tmpdir(), 'tl-')));
  const configDir = join(home, '.trunkline');
  return {
    home,
    env: {
      HOME: home,
      PATH: process.env.PATH ?? '',
      TMPDIR: home,
      TRUNKLINE_TEST: home,
      // Where it is without TMPDIR: the program is compiled once, and not by each process of each test.
      NODE_COMPILE_CACHE: join(tmpdir(), 'node-compile-cache'),
    },
    writeConfig(config) {
      mkdirSync(configDir, { recursive: true });
      const path = join(configDir, 'servers.json');
      writeFileSync(path, JSON.stringify(config, null, 2));
      return path;
    },
    async close() {
      await assertNoChildren(home).finally(() => rmSync(home, { recursive: true, force: true }));
    },
  };
}

/** Waits for every process of a sandbox to end. @throws Error naming, and killing, those that did not. */
export async function assertNoChildren(home: string): Promise<void> {
  for (let waitedMs = 0; waitedMs < END_DEADLINE_MS; waitedMs += POLL_MS) {
    if (processesIn(home).length === 0) return;
    await delay(POLL_MS);
  }
  const left = processesIn(home);
  for (const { pid } of left) process.kill(pid, 'SIGKILL');
  if (left.length > 0)
    throw new Error(`left running: ${left.map(({ pid, command }) => `${pid} ${command}`).join('; ')}`);
}

/** The processes whose HOME is this folder. */
export function processesIn(home: string): { pid: number; command: string }[] {
  const pids = readdirSync('/proc').filter((name) => /^\d+$/.test(name));
  return pids.flatMap((pid) => {
    try {
      const environment = readFileSync(`/proc/${pid}/environ`, 'utf8').split('\0');
      if (!environment.includes(`HOME=${home}`)) return [];
      const command = readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ').slice(0, 200);
      return [{ pid: Number(pid), command }];
    } catch {
      return []; // it ended meanwhile, or is another user's
    }
  });
}
