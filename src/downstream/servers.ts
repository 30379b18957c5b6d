import type { ServerDefinition } from '../config/config.ts';
import type { Clock } from '../shared/clock.ts';
import type { Log } from '../telemetry/log.ts';
import type { Caller } from './caller.ts';
import type { AnswersChange } from './pool/pass-on.ts';
import { Server } from './server.ts';
import type { ServerSnapshot } from './snapshot.ts';
import type { OpenWire } from './start.ts';

interface ServersOptions {
  readonly definitions: readonly ServerDefinition[];
  /** What was persisted of a definition when it last ran. */
  readonly findSnapshot: (definition: ServerDefinition) => ServerSnapshot | undefined;
  readonly openWire: OpenWire;
  readonly onSnapshot: (server: Server, snapshot: ServerSnapshot) => void;
  readonly onChanged: (server: Server, what: AnswersChange) => void;
  readonly clock: Clock;
  readonly log: Log;
}

const IDLE_CHECK_MS = 15_000;
/** For calls in flight on a server that is no longer configured so. */
const RETIRE_MS = 30_000;

/** What another configuration did to the servers, by name. */
export interface ServerChanges {
  readonly added: readonly string[];
  readonly changed: readonly string[];
  readonly removed: readonly string[];
}

/** All configured servers, in the configuration's order. The composition root closes it. */
export class Servers {
  readonly #options: Omit<ServersOptions, 'definitions'>;
  #servers: ReadonlyMap<string, Server> = new Map();
  #cancelIdleCheck: () => void = () => {};

  constructor({ definitions, ...options }: ServersOptions) {
    this.#options = options;
    this.reconfigure(definitions);
    const { clock } = options;
    const check = (): void => {
      for (const server of this.all()) server.closeIdle();
      this.#cancelIdleCheck = clock.after(IDLE_CHECK_MS, check);
    };
    this.#cancelIdleCheck = clock.after(IDLE_CHECK_MS, check);
  }

  /**
   * Takes in another set of servers. Those that are reached as before stay as they are; all others end once
   * their calls have, and what is new or changed starts when it is needed.
   */
  reconfigure(definitions: readonly ServerDefinition[]): ServerChanges {
    const before = this.#servers;
    this.#servers = new Map(
      definitions.map((definition) => [
        definition.name,
        this.#keep(before, definition) ?? this.#open(definition),
      ]),
    );
    const retired = [...before.values()].filter((server) => this.#servers.get(server.name) !== server);
    for (const server of retired) void server.retire(RETIRE_MS);
    const names = (servers: Iterable<Server>): string[] => [...servers].map(({ name }) => name);
    return {
      added: names(this.#servers.values()).filter((name) => !before.has(name)),
      changed: names(retired).filter((name) => this.#servers.has(name)),
      removed: names(retired).filter((name) => !this.#servers.has(name)),
    };
  }

  all(): Server[] {
    return [...this.#servers.values()];
  }

  find(name: string): Server | undefined {
    return this.#servers.get(name);
  }

  /** Forgets a session that has ended. */
  release(caller: Caller): void {
    for (const server of this.all()) server.release(caller);
  }

  #keep(before: ReadonlyMap<string, Server>, definition: ServerDefinition): Server | undefined {
    const server = before.get(definition.name);
    return server?.redefine(definition) ? server : undefined;
  }

  #open(definition: ServerDefinition): Server {
    const { findSnapshot, ...shared } = this.#options;
    return new Server({ definition, snapshot: findSnapshot(definition), ...shared });
  }

  async close(): Promise<void> {
    this.#cancelIdleCheck();
    await Promise.all(this.all().map((server) => server.close()));
  }
}
