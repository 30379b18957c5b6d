import { type ChildProcess, spawn } from 'node:child_process';
import type { Clock } from '../../shared/clock.ts';

const TIMEOUT_MS = 10_000;
const MAX_OUTPUT_BYTES = 1024 * 1024;

export interface CommandOptions {
  readonly env: NodeJS.ProcessEnv;
  readonly cwd: string;
  readonly clock: Clock;
}

/** What a shell command prints, trimmed. Throws with the reason after 10 s, and where it fails. */
export function runCommand(command: string, { env, cwd, clock }: CommandOptions): Promise<string> {
  // Its own process group, so that a deadline ends what the shell started too.
  const child = spawn(command, {
    shell: true,
    detached: process.platform !== 'win32',
    windowsHide: true,
    cwd,
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  return new Promise((resolve, reject) => {
    const stopped = (reason: string): void => {
      killTree(child);
      reject(new Error(reason));
    };
    const cancelDeadline = clock.after(TIMEOUT_MS, () =>
      stopped(`did not end within ${TIMEOUT_MS / 1000} s`),
    );
    let output = '';
    let complaint = '';
    child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
      output += chunk;
      if (output.length > MAX_OUTPUT_BYTES) stopped('printed more than 1 MiB');
    });
    child.stderr.setEncoding('utf8').on('data', (chunk: string) => {
      complaint = (complaint + chunk).slice(0, 500);
    });
    child.on('error', reject);
    child.on('close', (code, signal) => {
      cancelDeadline();
      const [firstLine = ''] = complaint.trim().split('\n');
      if (code === 0) resolve(output.trim());
      else reject(new Error(`ended with ${signal ?? `code ${code}`}${firstLine && `: ${firstLine}`}`));
    });
  });
}

function killTree({ pid }: ChildProcess): void {
  if (pid === undefined) return;
  try {
    if (process.platform === 'win32')
      spawn('taskkill', ['/pid', String(pid), '/t', '/f'], { windowsHide: true });
    else process.kill(-pid, 'SIGKILL');
  } catch {
    // It ended by itself in the meantime.
  }
}
