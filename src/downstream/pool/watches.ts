import type { Clock } from '../../shared/clock.ts';
import { messageOf, PeerError } from '../../shared/errors.ts';
import type { Log } from '../../telemetry/log.ts';
import type { Caller } from '../caller.ts';
import type { Connection } from '../connection.ts';
import type { Topic } from '../subscriptions.ts';

/** Where connections are found. */
interface Source {
  /** Those that are open. */
  readonly connections: readonly Connection[];
  /** The connection that a caller may use, which may have to be opened first. */
  acquire(caller: Caller): Promise<Connection>;
}

interface WatchesOptions {
  readonly definition: { readonly name: string };
  readonly clock: Clock;
  readonly log: Log;
}

interface Waiting {
  readonly topic: Topic;
  readonly caller: Caller;
  cancel(): void;
}

const FIRST_DELAY_MS = 1_000;
const MAX_DELAY_MS = 60_000;

/**
 * What sessions watch on one server, for as long as they want to: a server that was restarted has forgotten it,
 * so it is told again, and who watched is told that there may have been a change.
 */
export class Watches {
  readonly #source: Source;
  readonly #serverName: string;
  readonly #clock: Clock;
  readonly #log: Log;
  readonly #waiting = new Set<Waiting>();

  constructor(source: Source, { definition, clock, log }: WatchesOptions) {
    this.#source = source;
    this.#serverName = definition.name;
    this.#clock = clock;
    this.#log = log;
  }

  /** Begins. @throws what keeps the server from being asked, or as it answered */
  async add(topic: Topic, caller: Caller): Promise<void> {
    const connection = await this.#source.acquire(caller);
    await connection.subscriptions.add(topic, caller);
  }

  /** Begins now, or as soon as the server can be reached. Resolves after the first try. */
  async keep(topic: Topic, caller: Caller): Promise<void> {
    await this.#try({ topic, caller, failures: 0 });
  }

  /** Ends, also where it was still to begin. */
  async remove(topic: Topic, caller: Caller): Promise<void> {
    this.#cancel((waiting) => waiting.caller === caller && isSame(waiting.topic, topic));
    const { connections } = this.#source;
    const removed = connections.map(({ subscriptions }) => subscriptions.remove(topic, caller));
    await Promise.all(removed);
  }

  /** Forgets what a session that has ended was still to watch. */
  drop(caller: Caller): void {
    this.#cancel((waiting) => waiting.caller === caller);
  }

  /** Watches on another connection what was watched on a lost one. */
  restore(lost: Connection): void {
    for (const [topic, caller] of lost.subscriptions.entries()) this.#later({ topic, caller, failures: 1 });
  }

  close(): void {
    this.#cancel(() => true);
  }

  async #try(watch: { topic: Topic; caller: Caller; failures: number }): Promise<void> {
    const { topic, caller, failures } = watch;
    // Whoever ends it while the server starts finds it here.
    const waiting: Waiting = { topic, caller, cancel: () => {} };
    this.#waiting.add(waiting);
    try {
      await this.add(topic, caller);
      if (!this.#waiting.has(waiting)) await this.remove(topic, caller);
      else if (failures > 0 && topic.kind === 'resourceSubscriptions')
        caller.notify(this.#serverName, 'notifications/resources/updated', { uri: topic.id });
    } catch (error) {
      this.#log.warn(
        { server: this.#serverName, topic: topic.id, reason: messageOf(error) },
        'could not subscribe',
      );
      const isOver = error instanceof PeerError || !this.#waiting.has(waiting);
      if (!isOver) this.#later({ topic, caller, failures: failures + 1 });
    }
    this.#waiting.delete(waiting);
  }

  #later(watch: { topic: Topic; caller: Caller; failures: number }): void {
    const delay = Math.min(FIRST_DELAY_MS * 2 ** (watch.failures - 1), MAX_DELAY_MS);
    const cancel = this.#clock.after(delay, () => {
      this.#waiting.delete(waiting);
      void this.#try(watch);
    });
    const waiting: Waiting = { topic: watch.topic, caller: watch.caller, cancel };
    this.#waiting.add(waiting);
  }

  #cancel(isMeant: (waiting: Waiting) => boolean): void {
    for (const waiting of this.#waiting) {
      if (!isMeant(waiting)) continue;
      this.#waiting.delete(waiting);
      waiting.cancel();
    }
  }
}

function isSame(one: Topic, other: Topic): boolean {
  return one.kind === other.kind && one.id === other.id;
}
