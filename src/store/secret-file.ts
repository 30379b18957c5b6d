import { randomBytes } from 'node:crypto';
import { chmodSync, linkSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { GatewayError } from '../shared/errors.ts';

const SECRET_BYTES = 32;
const FORM = /^\S{32,}$/;

/**
 * A secret of our own (32 bytes and more, as text), in a file that its owner alone can read; made by whoever is first to
 * need it. @throws GatewayError `config_invalid` where the file holds something else
 */
export function loadSecretFile(file: string): string {
  const secret = read(file) ?? create(file);
  if (!FORM.test(secret)) {
    throw new GatewayError('config_invalid', `${file} holds nothing that can be used.`, {
      hint: 'Remove it; the next start makes a new one.',
    });
  }
  if (process.platform !== 'win32' && (statSync(file).mode & 0o077) !== 0) chmodSync(file, 0o600);
  return secret;
}

/** It is there as a whole or not at all: of several processes that start at once, all read the same. */
function create(file: string): string {
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
  const draft = `${file}.${process.pid}-${randomBytes(4).toString('hex')}`;
  writeFileSync(draft, `${randomBytes(SECRET_BYTES).toString('base64url')}\n`, { mode: 0o600, flag: 'wx' });
  try {
    linkSync(draft, file);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  } finally {
    rmSync(draft);
  }
  return readFileSync(file, 'utf8').trim();
}

function read(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8').trim();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}
