import { createHash } from 'node:crypto';
import type { ChangedList, View } from '../../catalog/view.ts';

/** Digests of lists, by list. */
export type ListDigests = Readonly<Partial<Record<ChangedList, string>>>;

const LIST_OF: ReadonlyMap<string, ChangedList> = new Map([
  ['tools/list', 'tools'],
  ['prompts/list', 'prompts'],
  ['resources/list', 'resources'],
  ['resources/templates/list', 'resources'],
]);

/** Which lists a client has been given, and what they were: while no process of ours runs, they may change. */
export class SeenLists {
  readonly #view: View;
  readonly #seen: Set<ChangedList>;
  readonly #before: ListDigests;

  /** `before` is what an earlier process kept. */
  constructor(view: View, before: ListDigests = {}) {
    this.#view = view;
    this.#before = before;
    this.#seen = new Set(Object.keys(before) as ChangedList[]);
  }

  /** Notes that a method has been answered. @returns whether it gave a list for the first time */
  note(method: string): boolean {
    const list = LIST_OF.get(method);
    if (list === undefined || this.#seen.has(list)) return false;
    this.#seen.add(list);
    return true;
  }

  /** As they are now, which the client has been told of, to be kept. */
  read(): ListDigests {
    return Object.fromEntries([...this.#seen].map((list) => [list, this.#digest(list)]));
  }

  /** Those that have become different since they were kept. */
  missed(): ChangedList[] {
    return [...this.#seen].filter((list) => this.#before[list] !== this.#digest(list));
  }

  #digest(list: ChangedList): string {
    return createHash('sha256').update(this.#view.digests()[list]).digest('base64url');
  }
}
