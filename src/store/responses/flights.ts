import type { JsonObject } from '../../protocol/json-rpc.ts';
import { GatewayError } from '../../shared/errors.ts';

/** Equal reads that run at once become one. A key holds the generations, so none joins a read from before a write. */
export class Flights {
  readonly #running = new Map<string, Promise<JsonObject>>();

  /** Runs, or waits for the equal one that runs. Whoever joined a call that its own caller cancelled runs anew. */
  async join(key: string, run: () => Promise<JsonObject>, onJoin: () => void): Promise<JsonObject> {
    const running = this.#running.get(key);
    if (!running) return this.#start(key, run);
    onJoin();
    try {
      return await running;
    } catch (error) {
      if (error instanceof GatewayError && error.code === 'cancelled') return this.join(key, run, () => {});
      throw error;
    }
  }

  #start(key: string, run: () => Promise<JsonObject>): Promise<JsonObject> {
    const running = run().finally(() => {
      if (this.#running.get(key) === running) this.#running.delete(key);
    });
    this.#running.set(key, running);
    return running;
  }
}
