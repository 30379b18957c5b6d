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

/** A log beyond this is kept as `<file>.1` and begun anew, at each start. */
const MAX_LOG_BYTES = 10 * 1024 * 1024;

/** Opens the log file, privately. Without a place to write, it is silent (or on stderr alone). */
export function openFileLog({ file, level, isVerbose }: FileLogOptions): Log {
  const streams: StreamEntry[] = [];
  const lowest: Level = level === 'silent' ? 'fatal' : level;
  if (isVerbose) streams.push({ level: lowest, stream: process.stderr });
  try {
    mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
    if ((statSync(file, { throwIfNoEntry: false })?.size ?? 0) > MAX_LOG_BYTES) renameSync(file, `${file}.1`);
    streams.push({ level: lowest, stream: destination({ dest: file, sync: true, mode: 0o600 }) });
  } catch (error) {
    if (isVerbose) process.stderr.write(`trunkline: no log file: ${messageOf(error)}\n`);
  }
  return pino(
    { level, base: { pid: process.pid }, timestamp: pino.stdTimeFunctions.isoTime },
    multistream(streams),
  );
}
