import { randomBytes } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { GatewayError } from '../../shared/errors.ts';
import type { Paths } from '../../shared/paths.ts';

const TOKEN_BYTES = 32;
const MIN_LENGTH = 32;

export function httpTokenFile({ stateDir }: Paths): string {
  return join(stateDir, 'http-token');
}

/** The secret that HTTP clients present; made once, readable by its owner alone. */
export function loadHttpToken(paths: Paths): string {
  mkdirSync(paths.stateDir, { recursive: true, mode: 0o700 });
  const file = httpTokenFile(paths);
  try {
    // `wx`: of two processes that start at once only one makes it.
    writeFileSync(file, `${randomBytes(TOKEN_BYTES).toString('base64url')}\n`, { mode: 0o600, flag: 'wx' });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  }
  const token = readFileSync(file, 'utf8').trim();
  if (token.length >= MIN_LENGTH && !/\s/.test(token)) return token;
  throw new GatewayError('config_invalid', `${file} holds no usable token.`, {
    hint: 'Remove it; the next start makes a new one.',
  });
}
