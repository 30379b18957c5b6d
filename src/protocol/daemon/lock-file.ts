import { readFileSync } from 'node:fs';
import { isRunning } from '../../shared/process-start.ts';
import { isObject } from '../json-rpc.ts';

/** What a daemon writes of itself into its lock file. */
export interface LockRecord {
  readonly pid: number;
  /** With the pid it identifies the process, also after the number was given anew. */
  readonly startTime: string;
  readonly version: string;
}

/** Reads a lock file; undefined where there is none, or none that can be read. */
export function findLock(path: string): LockRecord | undefined {
  try {
    const record: unknown = JSON.parse(readFileSync(path, 'utf8'));
    if (!isObject(record)) return undefined;
    const { pid, startTime, version } = record;
    if (typeof pid !== 'number' || typeof startTime !== 'string') return undefined;
    return { pid, startTime, version: String(version) };
  } catch {
    return undefined; // missing, or half written by a process that died of it: as good as none
  }
}

/** The holder of a lock, if it still runs. */
export function findHolder(path: string): LockRecord | undefined {
  const record = findLock(path);
  return record && isRunning(record) ? record : undefined;
}
