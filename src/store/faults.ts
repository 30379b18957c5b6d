import { messageOf } from '../shared/errors.ts';

/** What can be wrong with a store, as far as it matters to what is done about it. */
export type Fault = 'full' | 'read-only' | 'busy' | 'corrupt' | 'unreachable';

/** Primary result codes of SQLite, which node:sqlite gives as numbers. */
const BY_NUMBER: Record<number, Fault> = {
  5: 'busy',
  6: 'busy',
  8: 'read-only',
  11: 'corrupt',
  13: 'full',
  26: 'corrupt',
};

const BY_NAME: readonly (readonly [RegExp, Fault])[] = [
  [/^SQLITE_(BUSY|LOCKED)/, 'busy'],
  [/^(SQLITE_READONLY|EROFS|EACCES|EPERM)/, 'read-only'],
  [/^SQLITE_(CORRUPT|NOTADB)/, 'corrupt'],
  [/^(SQLITE_FULL|ENOSPC|EDQUOT)/, 'full'],
];

/** Sorts what SQLite, the file system or a remote store threw. */
export function faultOf(error: unknown): Fault {
  const { code, errcode } = (error ?? {}) as { code?: unknown; errcode?: unknown };
  if (typeof errcode === 'number') return BY_NUMBER[errcode & 0xff] ?? 'unreachable';
  const name = typeof code === 'string' ? code : messageOf(error);
  return BY_NAME.find(([pattern]) => pattern.test(name))?.[1] ?? 'unreachable';
}
