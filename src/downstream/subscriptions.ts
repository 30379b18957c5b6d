import type { Caller } from './caller.ts';
import type { Connection } from './connection.ts';
import { LISTS } from './lists.ts';

/**
 * Who is told of which resource on one connection. The server hears of each URI once, by
 * `resources/subscribe`, or in the modern era through one `subscriptions/listen` that names them all.
 */
export class Subscriptions {
  readonly #connection: Connection;
  readonly #callers = new Map<string, Set<Caller>>();
  #endListening: AbortController | undefined;

  constructor(connection: Connection) {
    this.#connection = connection;
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
    // Ends with the connection, or when the server tears it down; both reopen where they are noticed.
    this.#connection
      .request('subscriptions/listen', { notifications }, { signal: current.signal })
      .catch(() => undefined);
    before?.abort();
  }
}
