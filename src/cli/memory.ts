import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

/** Resident memory of processes, in bytes by pid; those that cannot be seen are missing. */
export function residentBytes(pids: readonly number[]): Map<number, number> {
  if (pids.length === 0 || process.platform === 'win32') return new Map();
  return process.platform === 'linux' ? fromProc(pids) : fromPs(pids);
}

function fromProc(pids: readonly number[]): Map<number, number> {
  const found = new Map<number, number>();
  for (const pid of pids) {
    try {
      const kibibytes = /^VmRSS:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
      if (kibibytes) found.set(pid, Number(kibibytes) * 1_024);
    } catch {
      // It has ended since the daemon told of it.
    }
  }
  return found;
}

function fromPs(pids: readonly number[]): Map<number, number> {
  try {
    const output = execFileSync('ps', ['-o', 'pid=,rss=', '-p', pids.join(',')], { encoding: 'utf8' });
    const rows = output
      .trim()
      .split('\n')
      .map((line) => line.trim().split(/\s+/).map(Number));
    return new Map(rows.map(([pid = 0, kibibytes = 0]) => [pid, kibibytes * 1_024]));
  } catch {
    return new Map(); // all of them have ended
  }
}
