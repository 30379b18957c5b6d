import type { ServerDefinition } from '../config/config.ts';
import type { Clock } from '../shared/clock.ts';
import type { Log } from '../telemetry/log.ts';
import type { Caller } from './caller.ts';
import { Server } from './server.ts';
import type { ServerSnapshot } from './snapshot.ts';
import type { OpenWire } from './start.ts';

interface ServersOptions {
  readonly definitions: readonly ServerDefinition[];
  /** What was persisted of a definition when it last ran. */
  readonly findSnapshot: (definition: ServerDefinition) => ServerSnapshot | undefined;
  readonly openWire: OpenWire;
  readonly onSnapshot: (server: Server, snapshot: ServerSnapshot) => void;
  readonly clock: Clock;
  readonly log: Log;
}

const IDLE_CHECK_MS = 15_000;

/** All configured servers, in the configuration's order. The composition root closes it. */
export class Servers {
  readonly #servers: ReadonlyMap<string, Server>;
  #cancelIdleCheck: () => void = () => {};

  constructor({ definitions, findSnapshot, ...shared }: ServersOptions) {
    this.#servers = new Map(
      definitions.map((definition) => [
        definition.name,
        new Server({ definition, snapshot: findSnapshot(definition), ...shared }),
      ]),
    );
    const check = (): void => {
      for (const server of this.all()) server.closeIdle();
      this.#cancelIdleCheck = shared.clock.after(IDLE_CHECK_MS, check);
    };
    this.#cancelIdleCheck = shared.clock.after(IDLE_CHECK_MS, check);
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

  async close(): Promise<void> {
    this.#cancelIdleCheck();
    await Promise.all(this.all().map((server) => server.close()));
  }
}
