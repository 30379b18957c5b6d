import { randomUUID } from 'node:crypto';
import type { Generations } from '../keyv/generations.ts';

const LIFE = 'life:';

/** On what an answer hangs that may come from the memory of the server's own process. */
export const lifeTag = (serverName: string): string => LIFE + serverName;

/**
 * Generations with one more for each server that was written to since it started: what it answers from then on may
 * come from the memory of its process. So it is for this life of this gateway's own process alone, neither for
 * the next one nor for another gateway, and nothing has to be told to anybody when it ends, however it does.
 */
export class ServerLives implements Generations {
  readonly #shared: Generations;
  readonly #lives = new Map<string, string>();

  constructor(shared: Generations) {
    this.#shared = shared;
  }

  read(tags: readonly string[]): string | undefined | Promise<string | undefined> {
    const lives = tags.flatMap((tag) => this.#lives.get(tag) ?? []);
    const values = this.#shared.read(tags.filter((tag) => !tag.startsWith(LIFE)));
    if (lives.length === 0) return values;
    const add = (text: string | undefined): string | undefined => text && [text, ...lives].join(' ');
    return values instanceof Promise ? values.then(add) : add(values);
  }

  advance(tags: readonly string[], isSure?: boolean): void | Promise<void> {
    return this.#shared.advance(tags, isSure);
  }

  noteWrite(serverName: string): void {
    if (!this.wasWritten(serverName)) this.#lives.set(lifeTag(serverName), randomUUID());
  }

  /** Of one of a server's processes; another may go on, which also knows something. */
  noteEnd(serverName: string, { isLast }: { isLast: boolean }): void {
    if (!this.wasWritten(serverName)) return;
    this.#lives.delete(lifeTag(serverName));
    if (!isLast) this.noteWrite(serverName);
  }

  /** Whether something is lost when the server ends. */
  wasWritten(serverName: string): boolean {
    return this.#lives.has(lifeTag(serverName));
  }
}
