import { join } from 'node:path';
import type { Paths } from '../../shared/paths.ts';
import { loadSecretFile } from '../../store/secret-file.ts';

export function httpTokenFile({ stateDir }: Paths): string {
  return join(stateDir, 'http-token');
}

/** The secret that HTTP clients present; made once, readable by its owner alone. */
export function loadHttpToken(paths: Paths): string {
  return loadSecretFile(httpTokenFile(paths));
}
