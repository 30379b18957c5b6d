/** What other spellings of the same thing would not be recognised by: homes, escapes, variables, patterns. */
const UNCLEAR = /[~%$*?]/;
const NAMELESS = new Set(['', '.', '..']);
const ABSOLUTE = /^([a-z][a-z0-9+.-]*:)?[\\/]/i;
const SEPARATOR = /[\\/]/;

/**
 * What an argument names, so that two names of one thing are equal: of a path only the last part, which is the
 * same however one comes there, and without case. Two things may well be taken for one; undefined where one
 * might be taken for two.
 */
export function subjectOf(value: unknown): string | undefined {
  if (typeof value === 'number') return String(value);
  if (typeof value !== 'string' || UNCLEAR.test(value)) return undefined;
  const last = value.split(SEPARATOR).findLast((part) => part !== '') ?? '';
  return nameOf(last);
}

/**
 * What an absolute path names, and every folder on the way to it: whatever one of these holds may hold the thing.
 * Undefined where they cannot all be seen.
 */
export function subjectsOnPath(value: unknown): readonly string[] | undefined {
  if (typeof value !== 'string' || !ABSOLUTE.test(value) || subjectOf(value) === undefined) return undefined;
  return value
    .split(SEPARATOR)
    .map(nameOf)
    .filter((name) => name !== undefined);
}

function nameOf(part: string): string | undefined {
  if (NAMELESS.has(part)) return undefined;
  // Windows passes over dots and spaces at the end.
  const name = part
    .replace(/[. ]+$/, '')
    .normalize('NFKC')
    .toUpperCase();
  return NAMELESS.has(name) ? undefined : name;
}
