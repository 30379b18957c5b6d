import { randomBytes } from 'node:crypto';
import type { Clock } from '../../shared/clock.ts';
import type { TextStore } from './text-store.ts';

/**
 * A value per tag that changes whenever what is tagged may have changed. Values are random, so that one that
 * was lost can never come back as an earlier one.
 */
export interface Generations {
  /** The tags' values together; undefined while nobody can know them. */
  read(tags: readonly string[]): string | undefined | Promise<string | undefined>;
  /**
   * As `read`, but another process may have advanced them since: enough to keep a new answer under, which is then
   * never given, and not to give an old one.
   */
  recall(tags: readonly string[]): string | undefined | Promise<string | undefined>;
  /** Whether this process knows that they are not what they were, without a look at the store. */
  haveAdvanced(tags: readonly string[], since: string): boolean;
  /** Done once every process that shares the store can see it. `isSure` looks for other processes every time. */
  advance(tags: readonly string[], isSure?: boolean): void | Promise<void>;
}

/** A value that no tag has had. */
export const freshGeneration = (): string => randomBytes(9).toString('base64url');

/** Far longer than anything that is stored under a generation. */
const REMOTE_TTL_MS = 90 * 86_400_000;

const RETRY_MS = 1_000;

/**
 * In a store that several gateways share: asked anew every time. While it cannot be reached, nobody can be told of
 * an advance; it is tried again until it is written.
 */
export class RemoteGenerations implements Generations {
  readonly #texts: TextStore;
  readonly #clock: Pick<Clock, 'after'>;
  /** Advanced here while the store could not be reached: the values there are old. */
  readonly #unwritten = new Set<string>();
  #cancelRetry: (() => void) | undefined;

  constructor(texts: TextStore, clock: Pick<Clock, 'after'>) {
    this.#texts = texts;
    this.#clock = clock;
  }

  async read(tags: readonly string[]): Promise<string | undefined> {
    if (tags.some((tag) => this.#unwritten.has(tag)) && !(await this.#write())) return undefined;
    const values = await Promise.all(tags.map((tag) => this.#texts.get(tag)));
    const missing = tags.filter((_, index) => values[index] === undefined);
    // A value that is gone is made anew for later; this answer is not known to be current.
    if (missing.length === 0) return values.join(' ');
    await this.advance(missing);
    return undefined;
  }

  recall(tags: readonly string[]): Promise<string | undefined> {
    return this.read(tags);
  }

  /** Every `read` asks the store; nothing is known between two. */
  haveAdvanced(): boolean {
    return false;
  }

  async advance(tags: readonly string[]): Promise<void> {
    for (const tag of tags) this.#unwritten.add(tag);
    await this.#write();
  }

  async #write(): Promise<boolean> {
    const tags = [...this.#unwritten];
    for (const tag of tags) this.#texts.set(tag, freshGeneration(), REMOTE_TTL_MS);
    const isWritten = await this.#texts.flush();
    if (isWritten) for (const tag of tags) this.#unwritten.delete(tag);
    else this.#cancelRetry ??= this.#clock.after(RETRY_MS, () => this.#retry());
    return isWritten;
  }

  #retry(): void {
    this.#cancelRetry = undefined;
    if (this.#unwritten.size > 0) void this.#write();
  }
}
