import { matchesAny } from '../shared/globs.ts';
import { nearest } from '../shared/nearest.ts';
import type { Profile } from './config.ts';
import type { Place } from './problem.ts';
import type { Decoded } from './schema/decoder.ts';
import { type FILE, SERVER_KEYS } from './schema/file.ts';

/** The `profiles` section, each profile whole: what one leaves out is as for everybody. */
export function defineProfiles(file: Decoded<typeof FILE>, place: Place): Profile[] {
  const serverNames = SERVER_KEYS.flatMap((key) => [...(file[key]?.keys() ?? [])]);
  return [...(file.profiles ?? [])].map(([name, profile]) => {
    const at = place.at(name);
    if (serverNames.includes(name)) at.keyProblem(`there is already a server "${name}"`);
    for (const [index, glob] of (profile.servers ?? []).entries()) {
      if (serverNames.some((serverName) => matchesAny([glob], serverName))) continue;
      const near = nearest(glob, serverNames)[0];
      at.at('servers', index).problem('is no server', near && `did you mean "${near}"?`);
    }
    const { servers, exposure = file.exposure, pinned = file.pinned } = profile;
    const exposureBudgetTokens = profile.exposureBudget ?? file.exposureBudget;
    return { name, servers, exposure, exposureBudgetTokens, pinned };
  });
}
