import { accessSync, constants, statSync } from 'node:fs';
import { posix, win32 } from 'node:path';

interface Lookup {
  readonly path: string;
  /** Relative commands such as `./server` start here. */
  readonly cwd: string;
  readonly platform: NodeJS.Platform;
  /** Windows: the endings that make a file a program. */
  readonly pathExt?: string | undefined;
}

const DEFAULT_PATHEXT = '.COM;.EXE;.BAT;.CMD';

/** The file a command stands for, as a shell would find it; undefined where there is none. */
export function findCommand(command: string, { path, cwd, platform, pathExt }: Lookup): string | undefined {
  const isWindows = platform === 'win32';
  const { resolve, join, delimiter } = isWindows ? win32 : posix;
  const isPath = command.includes('/') || (isWindows && command.includes('\\'));
  const folders = path.split(delimiter).filter((folder) => folder !== '');
  const bases = isPath ? [resolve(cwd, command)] : folders.map((folder) => join(folder, command));
  const endings = isWindows ? endingsFor(command, pathExt || DEFAULT_PATHEXT) : [''];
  for (const base of bases) {
    const found = endings.map((ending) => base + ending).find((file) => isProgram(file, isWindows));
    if (found !== undefined) return found;
  }
  return undefined;
}

/** `npx` is a shell script on Windows too, beside the `npx.cmd` that is meant: the bare name comes last. */
function endingsFor(command: string, pathExt: string): string[] {
  const endings = pathExt.split(';').filter((ending) => ending !== '');
  const hasEnding = endings.some((ending) => command.toLowerCase().endsWith(ending.toLowerCase()));
  return hasEnding ? ['', ...endings] : endings;
}

function isProgram(file: string, isWindows: boolean): boolean {
  try {
    if (!statSync(file).isFile()) return false;
    if (!isWindows) accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false; // not there, or not for us: the search goes on
  }
}
