import { createHash } from 'node:crypto';

declare const brand: unique symbol;
/** A tool or prompt name as Trunkline publishes it: `<server>__<name>`, legal in every host. */
export type QualifiedName = string & { readonly [brand]: 'qualified' };

const LEGAL = /^[a-zA-Z][a-zA-Z0-9_-]*$/;
const HASHED = /_[0-9a-f]{8}$/;
const HASH_LENGTH = 8;

interface NameParts {
  readonly serverName: string;
  /** The name or its configured replacement, as it shall be published. */
  readonly prefix: string;
  readonly name: string;
  readonly maxLength: number;
}

/**
 * The published name of a server's tool or prompt. It depends on these parts alone, never on what else is
 * there or in which order. Where the plain form would be too long, illegal, or could be read in two ways, it
 * is cut and ends in a hash; a plain name that happens to look hashed is hashed as well, so the two kinds
 * never meet, and neither do `b1` + `x_y` and `b1_x` + `y`.
 */
export function qualify({ serverName, prefix, name, maxLength }: NameParts): QualifiedName {
  const plain = `${prefix}__${name}`;
  const isUnambiguous = !prefix.includes('__') && !prefix.endsWith('_');
  if (isUnambiguous && LEGAL.test(plain) && plain.length <= maxLength && !HASHED.test(plain)) {
    return plain as QualifiedName;
  }
  return qualifyHashed({ serverName, prefix, name, maxLength });
}

/** The hashed form, for names that clash although their parts differ (two tools renamed alike). */
export function qualifyHashed({ serverName, prefix, name, maxLength }: NameParts): QualifiedName {
  const hash = createHash('sha256').update(`${serverName}\0${name}`).digest('hex').slice(0, HASH_LENGTH);
  const room = maxLength - HASH_LENGTH - 1;
  const server = legalised(prefix)
    .slice(0, Math.floor(room / 3))
    .replace(/_+$/, '');
  const tail = legalised(name);
  return `${server}__${tail}`.slice(0, room).concat('_', hash) as QualifiedName;
}

/** Letters outside the legal set become `_`; a name must begin with a letter. */
function legalised(text: string): string {
  const replaced = text.replace(/[^a-zA-Z0-9_-]+/g, '_').replace(/_{2,}/g, '_');
  return /^[a-zA-Z]/.test(replaced) ? replaced : `s${replaced}`;
}

/**
 * The spellings of a name that models and people use for `server__tool`: also `server.tool` and
 * `server/tool`, and hosts that turn `-` into `_`. For lookups only; never published.
 */
export function spellings(name: string): string[] {
  const separator = /[./]/.exec(name);
  if (!separator) return [name];
  return [name, `${name.slice(0, separator.index)}__${name.slice(separator.index + 1)}`];
}
