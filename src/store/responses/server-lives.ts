import { randomUUID } from 'node:crypto';
import type { Generations } from '../keyv/generations.ts';
import type { AnswerTags } from './tags.ts';

type Values = string | undefined;

/** Under a rule by which it outlasts its server's process; one by which it does not never gives it. */
const DURABLE = ' durable';

/** Of what was changed in one server, so many are told apart. */
const MAX_CHANGED = 10_000;
/** Stands for more than that: anything. */
const ANYTHING = '';

/**
 * Generations with one more for what was changed in a server since it started: that may be in the memory of its
 * process alone. So an answer that hangs on it is for this life of this gateway's own process, neither for the next
 * one nor for another gateway; and nothing has to be told to anybody when it ends, however it does.
 */
export class ServerLives {
  readonly #shared: Generations;
  /** By server, what was changed since it started. */
  readonly #changed = new Map<string, Map<string, string>>();

  constructor(shared: Generations) {
    this.#shared = shared;
  }

  /** As `Generations.read`. */
  read(of: AnswerTags): Values | Promise<Values> {
    return withOwn(this.#shared.read(of.tags), this.#own(of));
  }

  /** As `Generations.recall`. */
  recall(of: AnswerTags): Values | Promise<Values> {
    return withOwn(this.#shared.recall(of.tags), this.#own(of));
  }

  /** As `Generations.haveAdvanced`. */
  haveAdvanced(of: AnswerTags, since: string): boolean {
    const own = this.#own(of);
    if (!since.endsWith(own)) return true;
    return this.#shared.haveAdvanced(of.tags, since.slice(0, since.length - own.length));
  }

  /** To be called whenever these may have been changed. */
  noteChange(serverName: string, tags: readonly string[]): void {
    const changed = this.#changed.get(serverName) ?? new Map<string, string>();
    this.#changed.set(serverName, changed);
    if (changed.has(ANYTHING)) return;
    if (changed.size >= MAX_CHANGED) {
      changed.clear();
      changed.set(ANYTHING, ` ${randomUUID()}`);
    } else for (const tag of tags) if (!changed.has(tag)) changed.set(tag, ` ${randomUUID()}`);
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

  #own({ tags, memoryOf }: AnswerTags): string {
    if (memoryOf === undefined) return DURABLE;
    const changed = this.#changed.get(memoryOf);
    if (!changed) return '';
    return changed.get(ANYTHING) ?? tags.map((tag) => changed.get(tag) ?? '').join('');
  }
}

function withOwn(values: Values | Promise<Values>, own: string): Values | Promise<Values> {
  if (own === '') return values;
  if (values instanceof Promise) return values.then((text) => text && text + own);
  return values && values + own;
}
