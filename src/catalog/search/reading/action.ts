import type { TermReader } from '../text/terms.ts';

/** Kinds of action; two words of one kind ask for the same sort of tool. */
const KINDS: readonly (readonly [kind: Action, words: string])[] = [
  [
    'read',
    'get list show fetch retrieve read view describe display search find lookup query browse inspect check enumerate explore select load summarize see what which who where count',
  ],
  [
    'create',
    'create add new insert make generate open build register compose draft write init initialize provision schedule book file start launch append upload post save store record log invite',
  ],
  [
    'update',
    'update edit modify change set rename patch alter replace configure adjust assign move mark put upsert enable disable toggle switch scale resize rotate',
  ],
  ['delete', 'delete remove erase destroy drop purge clear wipe uninstall cancel discard revoke unpublish'],
];

export type Action = 'read' | 'create' | 'update' | 'delete';

/** Which kinds of action words stand for. */
export function readActions(reader: TermReader): ReadonlyMap<string, Action> {
  return new Map(
    KINDS.flatMap(([kind, words]) => words.split(' ').map((word) => [reader.termOf(word), kind] as const)),
  );
}
