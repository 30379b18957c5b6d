import type { JsonObject } from '../../protocol/json-rpc.ts';
import { BriefMap } from '../../shared/brief-map.ts';
import type { Clock } from '../../shared/clock.ts';
import { GatewayError } from '../../shared/errors.ts';
import { isFinalAnswer } from './entry/storable.ts';

/** A call that ended without an answer may go on at its server for about so long. */
const UNSETTLED_MS = 5 * 60_000;
/** After these, what was asked may still be happening. */
const MAY_GO_ON = new Set(['call_timed_out', 'call_interrupted', 'cancelled']);

/** Which servers may be changing right now, so that what they answer meanwhile is not kept. */
export class WritesInFlight {
  readonly #clock: Clock;
  readonly #counts = new BriefMap<string, number>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  isWriting(serverName: string): boolean {
    return this.#counts.has(serverName);
  }

  /**
   * Runs a call that may change its server, with an advance before and after. One that was not seen to end
   * counts as running for a while, with another advance then.
   */
  async run(
    serverName: string,
    advance: () => void | Promise<void>,
    write: () => Promise<JsonObject>,
  ): Promise<JsonObject> {
    let hasEnded = false;
    this.#counts.set(serverName, (this.#counts.get(serverName) ?? 0) + 1);
    try {
      const advanced = advance();
      if (advanced) await advanced;
      const result = await write();
      hasEnded = isFinalAnswer(result) || result.isError === true;
      return result;
    } catch (error) {
      hasEnded = !(error instanceof GatewayError) || !MAY_GO_ON.has(error.code);
      throw error;
    } finally {
      if (hasEnded) this.#end(serverName);
      else this.#endLater(serverName, advance);
      const advanced = advance();
      if (advanced) await advanced;
    }
  }

  #end(serverName: string): void {
    const left = (this.#counts.get(serverName) ?? 1) - 1;
    if (left > 0) this.#counts.set(serverName, left);
    else this.#counts.delete(serverName);
  }

  #endLater(serverName: string, advance: () => void | Promise<void>): void {
    this.#clock.after(UNSETTLED_MS, () => {
      this.#end(serverName);
      void advance();
    });
  }
}
