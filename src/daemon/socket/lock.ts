import { mkdirSync, rmdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { findHolder, findLock, type LockRecord } from '../../protocol/daemon/lock-file.ts';
import { startTimeOf } from '../../shared/process-start.ts';
import { VERSION } from '../../shared/version.ts';

/** Between creating a lock file and writing it, it is empty; what is empty for longer was left so. */
const WRITING_MS = 2_000;
/** Whoever breaks a lock takes milliseconds. */
const BREAKING_MS = 5_000;
const ATTEMPTS = 3;

/** The right to be the daemon at one address: whoever acquires it releases it, or dies with it. */
export class DaemonLock {
  readonly #path: string;
  readonly #record: LockRecord;

  private constructor(path: string, record: LockRecord) {
    this.#path = path;
    this.#record = record;
  }

  /** Undefined where another process holds it. @throws if no file can be written there. */
  static acquire(path: string): DaemonLock | undefined {
    mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
    const record: LockRecord = {
      pid: process.pid,
      startTime: startTimeOf(process.pid),
      version: VERSION,
    };
    for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
      if (create(path, record)) return new DaemonLock(path, record);
      if (isHeld(path)) return undefined;
      breakStale(path);
    }
    return undefined;
  }

  /** False once somebody removed or replaced the file: another daemon may be about to begin. */
  get isOurs(): boolean {
    const record = findLock(this.#path);
    return record?.pid === this.#record.pid && record.startTime === this.#record.startTime;
  }

  release(): void {
    if (this.isOurs) rmSync(this.#path, { force: true });
  }
}

function create(path: string, record: LockRecord): boolean {
  try {
    writeFileSync(path, `${JSON.stringify(record)}\n`, { flag: 'wx', mode: 0o600 });
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}

function isHeld(path: string): boolean {
  if (findHolder(path)) return true;
  return findLock(path) === undefined && ageMs(path) < WRITING_MS;
}

/**
 * Removes a lock whose holder has ended. Two that saw the same dead holder must not both do so, or the second
 * removes the lock that the first has just made: so they take turns, and look again.
 */
function breakStale(path: string): void {
  const turn = `${path}.breaking`;
  try {
    mkdirSync(turn);
  } catch {
    if (ageMs(turn) > BREAKING_MS) rmSync(turn, { recursive: true, force: true }); // whoever had it has died
    return;
  }
  try {
    if (!isHeld(path)) rmSync(path, { recursive: true, force: true });
  } finally {
    rmdirSync(turn);
  }
}

function ageMs(path: string): number {
  const stat = statSync(path, { throwIfNoEntry: false });
  return stat ? Date.now() - stat.mtimeMs : 0;
}
