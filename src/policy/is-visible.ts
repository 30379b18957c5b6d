import type { Profile } from '../config/config.ts';
import { matchesAny } from '../shared/globs.ts';

/**
 * Whether a profile shows a server: the only judge of it, for lists, search, calls and everything else. What it
 * does not show is answered in every way as what does not exist.
 */
export function isVisible({ servers }: Pick<Profile, 'servers'>, serverName: string): boolean {
  return servers === undefined || matchesAny(servers, serverName);
}
