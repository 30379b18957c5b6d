import { randomUUID } from 'node:crypto';
import type { Caller } from '../caller.ts';
import type { Connection } from '../connection.ts';
import type { Tasks } from '../tasks/tasks.ts';

/** Where connections are opened. */
interface Source {
  readonly tasks: Tasks;
  openApart(key: string, owner: Caller): Promise<Connection>;
}

type Use<T> = (connection: Connection) => Promise<T>;

/** Connections that serve one request at a time. */
export class Lanes {
  readonly #source: Source;
  readonly #busy = new Set<string>();

  constructor(source: Source) {
    this.#source = source;
  }

  /** On a connection that serves this one call, and ends with it, or with the task that it becomes. */
  async useOnce<T>(caller: Caller, use: Use<T>): Promise<T> {
    const connection = await this.#source.openApart(randomUUID(), caller.owner ?? caller);
    try {
      return await use(connection);
    } finally {
      this.#source.tasks.whenForgotten(connection, () => void connection.close());
    }
  }

  /** On a connection that serves no other request meanwhile, so that a question's owner is certain. */
  async use<T>(owner: Caller, use: Use<T>): Promise<T> {
    const key = this.#take(`${owner.sessionId} ${JSON.stringify(owner.capabilities)}`);
    try {
      return await use(await this.#source.openApart(key, owner));
    } finally {
      this.#busy.delete(key);
    }
  }

  /** The lowest number that is free, so few are opened. */
  #take(prefix: string): string {
    for (let number = 1; ; number++) {
      const key = `${prefix} ${number}`;
      if (this.#busy.has(key)) continue;
      this.#busy.add(key);
      return key;
    }
  }
}
