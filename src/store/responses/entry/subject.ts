/** What other spellings of the same thing would not be recognised by: homes, escapes, variables, patterns. */
const UNCLEAR = /[~%$*?]/;
const NAMELESS = new Set(['', '.', '..']);

/**
 * What an argument names, so that two names of one thing are equal: of a path only the last part, which is the
 * same however one comes there, and without case. Two things may well be taken for one; undefined where one
 * might be taken for two.
 */
export function subjectOf(value: unknown): string | undefined {
  if (typeof value === 'number') return String(value);
  if (typeof value !== 'string' || UNCLEAR.test(value)) return undefined;
  const last = value.split(/[\\/]/).findLast((part) => part !== '') ?? '';
  if (NAMELESS.has(last)) return undefined;
  // Windows passes over dots and spaces at the end.
  const name = last
    .replace(/[. ]+$/, '')
    .normalize('NFKC')
    .toUpperCase();
  return NAMELESS.has(name) ? undefined : name;
}
