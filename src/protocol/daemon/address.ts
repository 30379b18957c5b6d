import { realpathSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Paths } from '../../shared/paths.ts';

/** Where the one daemon of a user and a configuration is to be found. */
export interface DaemonAddress {
  /** Held by the daemon from its first to its last moment; says who it is. */
  readonly lockFile: string;
  /** Unix sockets or named pipes, in the order in which they are tried: the second where the first cannot be. */
  readonly sockets: readonly string[];
}

/** `sun_path` holds 104 bytes on macOS (108 on Linux), the closing zero included. */
const MAX_SOCKET_PATH = 103;

/**
 * Derived from the state folder and the configuration's own path alone, so that every host arrives at the
 * same daemon. The second socket is for a HOME that is too long for one, or lies on a filesystem without any.
 */
export function daemonAddress(
  paths: Paths,
  configPath: string,
  platform: NodeJS.Platform = process.platform,
): DaemonAddress {
  const key = shortHash(realPath(configPath));
  const lockFile = join(paths.stateDir, `daemon-${key}.json`);
  if (platform === 'win32') {
    return { lockFile, sockets: [`\\\\.\\pipe\\trunkline-${shortHash(paths.stateDir)}-${key}`] };
  }
  const own = join(paths.stateDir, `daemon-${key}.sock`);
  const user = `${process.getuid?.() ?? 0}-${shortHash(paths.stateDir)}`;
  const spare = `/tmp/trunkline-${user}/${key}.sock`;
  return { lockFile, sockets: [own, spare].filter((path) => Buffer.byteLength(path) <= MAX_SOCKET_PATH) };
}

/** The folder that must belong to us before what lies in it may be trusted; none for a named pipe. */
export function folderOf(socket: string): string | undefined {
  return socket.startsWith('\\\\') ? undefined : dirname(socket);
}

function realPath(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    return path; // a file that is missing now may come later; its name is all there is
  }
}

/** 53 bits (cyrb53) as 11 letters: it names a file, guards nothing, and `node:crypto` takes milliseconds to load. */
function shortHash(text: string): string {
  let high = 0xdeadbeef;
  let low = 0x41c6ce57;
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    high = Math.imul(high ^ unit, 2654435761);
    low = Math.imul(low ^ unit, 1597334677);
  }
  high = Math.imul(high ^ (high >>> 16), 2246822507) ^ Math.imul(low ^ (low >>> 13), 3266489909);
  low = Math.imul(low ^ (low >>> 16), 2246822507) ^ Math.imul(high ^ (high >>> 13), 3266489909);
  return (4294967296 * (2097151 & low) + (high >>> 0)).toString(36);
}
