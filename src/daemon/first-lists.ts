import type { Server } from '../downstream/server.ts';
import type { Servers } from '../downstream/servers.ts';
import type { Clock } from '../shared/clock.ts';
import { messageOf } from '../shared/errors.ts';
import type { Log } from '../telemetry/log.ts';

interface FirstListsOptions {
  readonly servers: Servers;
  /** Whether a server has been started before, with whatever outcome; remembers that it has now. */
  readonly wasTried: (server: Server) => boolean;
  readonly clock: Clock;
  readonly log: Log;
}

/** How long the very first lists wait for servers that have never run; once per server, ever. */
const WAIT_MS = 4_000;
/** More first starts than this at once, and nobody is answered meanwhile: a start costs most of a second. */
const MAX_AT_ONCE = 16;
/** Whether a server may be started again by then, its own restarts decide. */
const RETRY_MS = 30_000;

/** Learns what servers publish that nothing is known of, in the background, and lets lists wait for it a moment. */
export class FirstLists {
  readonly #options: FirstListsOptions;
  /** Those that failed and wait for their next turn. */
  readonly #retried = new Set<Server>();
  #learned: Promise<void> | undefined;

  constructor(options: FirstListsOptions) {
    this.#options = options;
  }

  /**
   * Resolves when the servers that never ran before have answered or had their moment; one that was tried and
   * failed is not waited for again. Begins with the first to ask: some hosts start us only to probe the era.
   */
  learned(): Promise<void> {
    this.#learned ??= this.#learn();
    return this.#learned;
  }

  /** Begins anew, with the servers that there are now. */
  restart(): void {
    this.#learned = this.#learn();
  }

  #learn(): Promise<void> {
    const { servers, wasTried } = this.#options;
    const unknown = servers.all().filter((server) => !server.snapshot);
    const triedBefore = new Set(unknown.filter(wasTried));
    const fresh = unknown.filter((server) => !triedBefore.has(server));
    const learning = inLanes(MAX_AT_ONCE, [...fresh, ...triedBefore], (server) => this.#refresh(server));
    return fresh.length === 0 ? Promise.resolve() : this.#within(learning.slice(0, fresh.length));
  }

  async #refresh(server: Server): Promise<void> {
    const { log, clock } = this.#options;
    try {
      await server.refresh();
    } catch (error) {
      log.warn({ server: server.name, reason: messageOf(error) }, 'nothing is known of this server yet');
      if (!this.#retried.has(server)) clock.after(RETRY_MS, () => this.#retry(server));
      this.#retried.add(server);
    }
  }

  /** Nobody calls what nobody is shown, so one that recovers would not be noticed otherwise. */
  #retry(server: Server): void {
    this.#retried.delete(server);
    const isConfigured = this.#options.servers.find(server.name) === server;
    if (isConfigured && !server.snapshot) void this.#refresh(server);
  }

  #within(learning: readonly Promise<void>[]): Promise<void> {
    return new Promise((resolve) => {
      const cancel = this.#options.clock.after(WAIT_MS, resolve);
      void Promise.all(learning).then(() => {
        cancel();
        resolve();
      });
    });
  }
}

/** Runs a task for each, in their order, so many at a time. */
function inLanes<T>(lanes: number, items: readonly T[], run: (item: T) => Promise<void>): Promise<void>[] {
  const waiting: (() => void)[] = [];
  let free = lanes;
  return items.map(async (item) => {
    if (free > 0) free--;
    else await new Promise<void>((resolve) => waiting.push(resolve));
    await run(item);
    const next = waiting.shift();
    if (next) next();
    else free++;
  });
}
