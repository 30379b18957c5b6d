import type { Clock } from '../../shared/clock.ts';

/** A call that ended without an answer may go on at its server for about so long. */
const UNSETTLED_MS = 5 * 60_000;

/** Which servers may be changing right now, so that what they answer meanwhile is not kept. */
export class WritesInFlight {
  readonly #clock: Clock;
  readonly #counts = new Map<string, number>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  isWriting(serverName: string): boolean {
    return this.#counts.has(serverName);
  }

  begin(serverName: string): void {
    this.#counts.set(serverName, (this.#counts.get(serverName) ?? 0) + 1);
  }

  end(serverName: string): void {
    const left = (this.#counts.get(serverName) ?? 1) - 1;
    if (left > 0) this.#counts.set(serverName, left);
    else this.#counts.delete(serverName);
  }

  /** A write that was not seen to end counts as running for a while. */
  endUnseen(serverName: string, onSettled: () => void): void {
    this.#clock.after(UNSETTLED_MS, () => {
      this.end(serverName);
      onSettled();
    });
  }
}
