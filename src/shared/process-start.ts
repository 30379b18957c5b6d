import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

/** Stands in for the start time of a process that is no more, or is only waited for by its parent. */
export const ENDED = 'ended';

/**
 * When a process began, in the system's own words: with the number it tells a process from a later one that
 * was given the same number. Empty where the system does not say.
 */
export function startTimeOf(pid: number, platform: NodeJS.Platform = process.platform): string {
  try {
    if (platform === 'linux') return linuxStartTime(pid);
    process.kill(pid, 0);
    if (platform === 'win32') return '';
    return execFileSync('ps', ['-o', 'lstart=', '-p', String(pid)], { encoding: 'utf8' }).trim() || ENDED;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM' ? '' : ENDED;
  }
}

/** Whether the process that had this number and start time still runs. */
export function isRunning({ pid, startTime }: { pid: number; startTime: string }): boolean {
  const now = startTimeOf(pid);
  return now !== ENDED && now === startTime;
}

/** Fields 3 and 22 of /proc/PID/stat, counted after the program's name, which may hold spaces. */
function linuxStartTime(pid: number): string {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return fields[0] === 'Z' ? ENDED : (fields[19] ?? ENDED);
}
