import { unwatchFile, watchFile } from 'node:fs';

/** Looking is cheap, and unlike the system's own notices it survives editors that replace the file. */
const POLL_MS = 500;

/** Calls back whenever the file was written or replaced. The returned function ends the watch. */
export function watchConfigFile(path: string, onChange: () => void): () => void {
  const look = (now: { mtimeMs: number; ino: number; size: number }, before: typeof now): void => {
    if (now.mtimeMs !== before.mtimeMs || now.ino !== before.ino || now.size !== before.size) onChange();
  };
  watchFile(path, { interval: POLL_MS, persistent: false }, look);
  return () => unwatchFile(path, look);
}
