import { setTimeout as delay } from 'node:timers/promises';
import { findHolder } from '../protocol/daemon/lock-file.ts';
import { isRunning } from '../shared/process-start.ts';

const TERM_GRACE_MS = 500;
const POLL_MS = 20;

/**
 * Ends a daemon that does not answer, as the lock file names it: only a process with the number and the
 * start time that a daemon wrote there itself. Without one there is nothing that may be ended.
 */
export async function endFrozen(lockFile: string): Promise<void> {
  const holder = findHolder(lockFile);
  if (!holder) return;
  for (const signal of ['SIGTERM', 'SIGKILL'] as const) {
    try {
      process.kill(holder.pid, signal);
    } catch {
      return; // it has ended meanwhile, or another user's process has its number
    }
    for (let waitedMs = 0; waitedMs < TERM_GRACE_MS; waitedMs += POLL_MS) {
      if (!isRunning(holder)) return;
      await delay(POLL_MS);
    }
  }
}
