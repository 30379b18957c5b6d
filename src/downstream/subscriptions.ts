import type { JsonObject, RequestId } from '../protocol/json-rpc.ts';
import { META, metaOf } from '../protocol/versions.ts';
import type { Clock } from '../shared/clock.ts';
import { PeerError } from '../shared/errors.ts';
import type { Caller } from './caller.ts';
import type { Connection } from './connection.ts';
import { LISTS } from './lists.ts';

const FIRST_DELAY_MS = 1_000;
const MAX_DELAY_MS = 60_000;
/** A stream that held for so long counts as sound. */
const LASTING_MS = 30_000;
/** A server that acknowledges nothing for so long is taken to listen all the same. */
const ACKNOWLEDGED_WITHIN_MS = 3_000;

/** What can be watched, by the field that names it in the filter of `subscriptions/listen`. */
type TopicKind = 'resourceSubscriptions' | 'taskIds';

/** A resource or a task, as its server knows it. */
export interface Topic {
  readonly kind: TopicKind;
  readonly id: string;
}

/**
 * Who is told of what on one connection. The server hears of each resource once, by `resources/subscribe`, or
 * in the modern era through one `subscriptions/listen` that names everything.
 */
export class Subscriptions {
  readonly #connection: Connection;
  readonly #clock: Clock;
  readonly #callers: Readonly<Record<TopicKind, Map<string, Set<Caller>>>> = {
    resourceSubscriptions: new Map(),
    taskIds: new Map(),
  };
  #endListening: AbortController | undefined;
  /** The request that listens, and who waits for the server to have taken it in. */
  #listening: { id?: RequestId; acknowledge(): void } | undefined;
  /** Streams in a row that broke soon. */
  #losses = 0;

  constructor(connection: Connection, clock: Clock) {
    this.#connection = connection;
    this.#clock = clock;
  }

  get isEmpty(): boolean {
    return Object.values(this.#callers).every((callers) => callers.size === 0);
  }

  of({ kind, id }: Topic): Iterable<Caller> {
    return this.#callers[kind].get(id) ?? [];
  }

  *entries(): Generator<[Topic, Caller]> {
    for (const kind of Object.keys(this.#callers) as TopicKind[])
      for (const [id, callers] of this.#callers[kind])
        for (const caller of callers) yield [{ kind, id }, caller];
  }

  /** Called once the greeting is over: a modern server says nothing unless it is listened to. */
  open(): void {
    if (this.#connection.identity.era === 'modern') void this.#listen();
  }

  /** Resolves once the server has taken it in. */
  async add({ kind, id }: Topic, caller: Caller): Promise<void> {
    const callers = this.#callers[kind].get(id);
    if (callers) {
      callers.add(caller);
      return;
    }
    this.#callers[kind].set(id, new Set([caller]));
    if (this.#connection.identity.era === 'modern') return this.#listen();
    try {
      await this.#connection.request('resources/subscribe', { uri: id }, { caller });
    } catch (error) {
      this.#callers[kind].delete(id);
      throw error;
    }
  }

  async remove({ kind, id }: Topic, caller: Caller): Promise<void> {
    const callers = this.#callers[kind].get(id);
    if (!callers?.delete(caller) || callers.size > 0) return;
    this.#callers[kind].delete(id);
    if (this.#connection.identity.era === 'modern') return this.#listen();
    await this.#connection.request('resources/unsubscribe', { uri: id }, { caller });
  }

  /** Takes out a session that has ended. */
  drop(caller: Caller): void {
    for (const [topic, other] of [...this.entries()]) {
      if (other === caller) void this.remove(topic, caller).catch(() => undefined); // nobody is left to tell
    }
  }

  /** Nobody listened for a time, and the server may be one that has begun anew: tells it again, and whoever watches. */
  async renew(): Promise<void> {
    const uris = [...this.#callers.resourceSubscriptions.keys()];
    const renewed = uris.map((uri) => this.#connection.request('resources/subscribe', { uri }));
    await Promise.allSettled(renewed); // one that it refuses is as it was
    this.#connection.mayHaveMissed(uris);
  }

  /** Takes in the server's word that it listens; it names the request. */
  acknowledged(params: JsonObject | undefined): void {
    if (metaOf(params)?.[META.subscriptionId] === this.#listening?.id) this.#listening?.acknowledge();
  }

  /** Opens a stream with the present topics and then ends the one before, so that nothing is missed. */
  async #listen(): Promise<void> {
    const before = this.#endListening;
    const current = new AbortController();
    this.#endListening = current;
    const { promise: acknowledged, resolve: acknowledge } = Promise.withResolvers<void>();
    const listening: { id?: RequestId; acknowledge(): void } = { acknowledge };
    this.#listening?.acknowledge();
    this.#listening = listening;
    const openedAt = this.#clock.now();
    const options = { signal: current.signal, onSent: (id: RequestId) => (listening.id = id) };
    this.#connection.request('subscriptions/listen', { notifications: this.#filter() }, options).then(
      () => this.#lost(current, openedAt),
      (error: unknown) => {
        acknowledge();
        // A server that refuses has nothing to say; a stream that broke (HTTP) had more.
        if (!(error instanceof PeerError)) this.#lost(current, openedAt);
      },
    );
    before?.abort();
    const cancelWait = this.#clock.after(ACKNOWLEDGED_WITHIN_MS, acknowledge);
    await acknowledged;
    cancelWait();
  }

  #filter(): JsonObject {
    const { capabilities } = this.#connection.identity;
    const listed = Object.values(LISTS).filter(({ capability }) => capability in capabilities);
    const { resourceSubscriptions, taskIds } = this.#callers;
    return {
      ...Object.fromEntries(listed.map(({ capability }) => [`${capability}ListChanged`, true])),
      resourceSubscriptions: [...resourceSubscriptions.keys()],
      ...(taskIds.size > 0 && { taskIds: [...taskIds.keys()] }),
    };
  }

  /** Listens again, later each time it did not last, and has what may have been missed looked at. */
  #lost(stream: AbortController, openedAt: number): void {
    if (this.#endListening !== stream || stream.signal.aborted) return;
    if (this.#clock.now() - openedAt > LASTING_MS) this.#losses = 0;
    const delay = Math.min(FIRST_DELAY_MS * 2 ** this.#losses, MAX_DELAY_MS);
    this.#losses++;
    this.#clock.after(delay, () => {
      if (this.#endListening !== stream || !this.#connection.isOpen) return;
      void this.#listen();
      this.#connection.mayHaveMissed([...this.#callers.resourceSubscriptions.keys()]);
    });
  }
}
