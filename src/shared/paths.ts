import { homedir } from 'node:os';
import { join } from 'node:path';

/**
 * Where Trunkline keeps its files. Derived from HOME (LOCALAPPDATA on Windows) alone: hosts pass very
 * different environments, and each must arrive at the same configuration and the same store.
 */
export interface Paths {
  /** The user's configuration: `servers.json`. */
  readonly configDir: string;
  /** Database, tokens, sockets; private (0700). */
  readonly stateDir: string;
  readonly logFile: string;
}

export function pathsFor(env: NodeJS.ProcessEnv, platform: NodeJS.Platform = process.platform): Paths {
  const home = env.HOME || homedir();
  const root =
    platform === 'win32'
      ? join(env.LOCALAPPDATA || join(env.USERPROFILE || home, 'AppData', 'Local'), 'trunkline')
      : join(home, '.trunkline');
  return { configDir: root, stateDir: join(root, 'state'), logFile: join(root, 'state', 'trunkline.log') };
}
