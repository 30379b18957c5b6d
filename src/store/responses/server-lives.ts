import { randomUUID } from 'node:crypto';
import type { Generations } from '../keyv/generations.ts';

const LIFE = 'life:';

/** On an answer that may come from the memory of the server's own process, beside what it is about. */
export const lifeTag = (serverName: string): string => LIFE + serverName;

/**
 * Generations with one more for what was changed in a server since it started: that may be in the memory of its
 * process alone. So an answer that hangs on it is for this life of this gateway's own process, neither for the next
 * one nor for another gateway; and nothing has to be told to anybody when it ends, however it does.
 */
export class ServerLives implements Generations {
  readonly #shared: Generations;
  /** By server, what was changed since it started. */
  readonly #changed = new Map<string, Map<string, string>>();

  constructor(shared: Generations) {
    this.#shared = shared;
  }

  read(tags: readonly string[]): string | undefined | Promise<string | undefined> {
    const life = tags.find((tag) => tag.startsWith(LIFE));
    if (life === undefined) return this.#shared.read(tags);
    const values = this.#shared.read(tags.filter((tag) => tag !== life));
    const changed = this.#changed.get(life.slice(LIFE.length));
    const own = changed ? tags.flatMap((tag) => changed.get(tag) ?? []) : [];
    if (own.length === 0) return values;
    const add = (text: string | undefined): string | undefined => text && [text, ...own].join(' ');
    return values instanceof Promise ? values.then(add) : add(values);
  }

  advance(tags: readonly string[], isSure?: boolean): void | Promise<void> {
    return this.#shared.advance(tags, isSure);
  }

  /** To be called whenever these may have been changed. */
  noteChange(serverName: string, tags: readonly string[]): void {
    const changed = this.#changed.get(serverName) ?? new Map<string, string>();
    this.#changed.set(serverName, changed);
    for (const tag of tags) if (!changed.has(tag)) changed.set(tag, randomUUID());
  }

  /** Of one of a server's processes; another may go on, which also knows something. */
  noteEnd(serverName: string, { isLast }: { isLast: boolean }): void {
    const changed = this.#changed.get(serverName);
    this.#changed.delete(serverName);
    if (changed && !isLast) this.noteChange(serverName, [...changed.keys()]);
  }

  /** Whether something is lost when the server ends. */
  wasChanged(serverName: string): boolean {
    return this.#changed.has(serverName);
  }
}
