import type { Clock } from '../shared/clock.ts';
import { PeerError } from '../shared/errors.ts';
import type { Caller } from './caller.ts';
import type { Connection } from './connection.ts';
import { LISTS } from './lists.ts';

const FIRST_DELAY_MS = 1_000;
const MAX_DELAY_MS = 60_000;
/** A stream that held for so long counts as sound. */
const LASTING_MS = 30_000;

/**
 * Who is told of which resource on one connection. The server hears of each URI once, by
 * `resources/subscribe`, or in the modern era through one `subscriptions/listen` that names them all.
 */
export class Subscriptions {
  readonly #connection: Connection;
  readonly #clock: Clock;
  readonly #callers = new Map<string, Set<Caller>>();
  #endListening: AbortController | undefined;
  /** Streams in a row that broke soon. */
  #losses = 0;

  constructor(connection: Connection, clock: Clock) {
    this.#connection = connection;
    this.#clock = clock;
  }

  get isEmpty(): boolean {
    return this.#callers.size === 0;
  }

  of(uri: string): Iterable<Caller> {
    return this.#callers.get(uri) ?? [];
  }

  entries(): [string, Caller[]][] {
    return [...this.#callers].map(([uri, callers]) => [uri, [...callers]]);
  }

  /** Called once the greeting is over: a modern server says nothing unless it is listened to. */
  open(): void {
    if (this.#connection.identity.era === 'modern') this.#listen();
  }

  async add(uri: string, caller: Caller): Promise<void> {
    const callers = this.#callers.get(uri);
    if (callers) {
      callers.add(caller);
      return;
    }
    this.#callers.set(uri, new Set([caller]));
    if (this.#connection.identity.era === 'modern') return this.#listen();
    try {
      await this.#connection.request('resources/subscribe', { uri }, { caller });
    } catch (error) {
      this.#callers.delete(uri);
      throw error;
    }
  }

  async remove(uri: string, caller: Caller): Promise<void> {
    const callers = this.#callers.get(uri);
    if (!callers?.delete(caller) || callers.size > 0) return;
    this.#callers.delete(uri);
    if (this.#connection.identity.era === 'modern') return this.#listen();
    await this.#connection.request('resources/unsubscribe', { uri }, { caller });
  }

  /** Takes out a session that has ended. */
  drop(caller: Caller): void {
    for (const [uri, callers] of this.#callers) {
      if (callers.has(caller)) void this.remove(uri, caller).catch(() => undefined); // nobody is left to tell
    }
  }

  /** Opens a stream with the present URIs and then ends the one before, so that nothing is missed. */
  #listen(): void {
    const { capabilities } = this.#connection.identity;
    const before = this.#endListening;
    const current = new AbortController();
    this.#endListening = current;
    const listed = Object.values(LISTS).filter(({ capability }) => capability in capabilities);
    const notifications = {
      ...Object.fromEntries(listed.map(({ capability }) => [`${capability}ListChanged`, true])),
      resourceSubscriptions: [...this.#callers.keys()],
    };
    const openedAt = this.#clock.now();
    this.#connection.request('subscriptions/listen', { notifications }, { signal: current.signal }).then(
      () => this.#lost(current, openedAt),
      (error: unknown) => {
        // A server that refuses has nothing to say; a stream that broke (HTTP) had more.
        if (!(error instanceof PeerError)) this.#lost(current, openedAt);
      },
    );
    before?.abort();
  }

  /** Listens again, later each time it did not last, and has what may have been missed looked at. */
  #lost(stream: AbortController, openedAt: number): void {
    if (this.#endListening !== stream || stream.signal.aborted) return;
    if (this.#clock.now() - openedAt > LASTING_MS) this.#losses = 0;
    const delay = Math.min(FIRST_DELAY_MS * 2 ** this.#losses, MAX_DELAY_MS);
    this.#losses++;
    this.#clock.after(delay, () => {
      if (this.#endListening !== stream || !this.#connection.isOpen) return;
      this.#listen();
      this.#connection.mayHaveMissed([...this.#callers.keys()]);
    });
  }
}
