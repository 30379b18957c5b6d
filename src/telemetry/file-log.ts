import { mkdirSync, renameSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { destination, type Level, multistream, pino, type StreamEntry } from 'pino';
import { messageOf } from '../shared/errors.ts';
import type { Log } from './log.ts';

export interface FileLogOptions {
  readonly file: string;
  readonly level: Level | 'silent';
  /** Also to stderr, which hosts show or count as errors; for people who look. */
  readonly isVerbose: boolean;
}

/** A log beyond this is kept as `<file>.1`, in place of the one before it, and begun anew. */
const MAX_LOG_BYTES = 10 * 1024 * 1024;
const LOOKED_AT_EVERY_BYTES = 1024 * 1024;

/** Opens the log file, privately. Without a place to write, it is silent (or on stderr alone). */
export function openFileLog({ file, level, isVerbose }: FileLogOptions): Log {
  const streams: StreamEntry[] = [];
  const lowest: Level = level === 'silent' ? 'fatal' : level;
  if (isVerbose) streams.push({ level: lowest, stream: process.stderr });
  try {
    mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
    streams.push({ level: lowest, stream: boundedFile(file) });
  } catch (error) {
    if (isVerbose) process.stderr.write(`trunkline: no log file: ${messageOf(error)}\n`);
  }
  return pino(
    { level, base: { pid: process.pid }, timestamp: pino.stdTimeFunctions.isoTime },
    multistream(streams),
  );
}

/** Appends to a file; looks at its size, to which other processes add, once this one has written much. */
function boundedFile(file: string): { write(line: string): void } {
  setAsideIfLarge(file);
  const stream = destination({ dest: file, sync: true, mode: 0o600 });
  let unlooked = 0;
  return {
    write(line) {
      stream.write(line);
      unlooked += line.length;
      if (unlooked < LOOKED_AT_EVERY_BYTES) return;
      unlooked = 0;
      setAsideIfLarge(file);
      stream.reopen(); // another process may have set it aside
    },
  };
}

function setAsideIfLarge(file: string): void {
  const { size = 0 } = statSync(file, { throwIfNoEntry: false }) ?? {};
  if (size > MAX_LOG_BYTES) renameSync(file, `${file}.1`);
}
