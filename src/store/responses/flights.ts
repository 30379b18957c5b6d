import type { JsonObject } from '../../protocol/json-rpc.ts';
import { BriefMap } from '../../shared/brief-map.ts';
import { GatewayError } from '../../shared/errors.ts';

/** How a request is made: by whom it is ended, and who hears of its progress. */
export interface Asking {
  readonly signal: AbortSignal;
  /** Absent where nobody asked for progress. */
  readonly onProgress: ((params: JsonObject) => void) | undefined;
}

export type Ask = (asking: Asking) => Promise<JsonObject>;

interface Question {
  readonly key: string;
  /** None joins a read from before a write. */
  readonly generations: string;
}

/** Equal reads that run at once become one. */
export class Flights {
  readonly #running = new BriefMap<string, Flight>();

  /** Whether an equal read runs, be it from before a write or not. */
  has(key: string): boolean {
    return this.#running.has(key);
  }

  /** Runs, or waits for the equal one that runs. It is cancelled when all who wait for it have cancelled. */
  join(
    { key, generations }: Question,
    waiter: Asking,
    how: { ask: Ask; onJoin: () => void },
  ): Promise<JsonObject> {
    const running = this.#running.get(key);
    if (running?.generations === generations) {
      how.onJoin();
      return running.wait(waiter);
    }
    const flight = new Flight(generations, () => {
      if (this.#running.get(key) === flight) this.#running.delete(key);
    });
    this.#running.set(key, flight);
    const answer = flight.wait(waiter);
    flight.start(how.ask, waiter.onProgress !== undefined);
    return answer;
  }
}

class Flight {
  readonly #waiting = new Set<Asking>();
  readonly #cancel = new AbortController();
  readonly #answer = Promise.withResolvers<JsonObject>();
  readonly generations: string;
  readonly #onEnd: () => void;

  constructor(generations: string, onEnd: () => void) {
    this.generations = generations;
    this.#onEnd = onEnd;
  }

  start(ask: Ask, wantsProgress: boolean): void {
    const onProgress = wantsProgress
      ? (params: JsonObject): void => {
          for (const waiter of this.#waiting) waiter.onProgress?.(params);
        }
      : undefined;
    const answer = ask({ signal: this.#cancel.signal, onProgress }).finally(this.#onEnd);
    answer.then(this.#answer.resolve, this.#answer.reject);
  }

  /** The answer, or the waiter's own cancel, whichever is first. */
  wait(waiter: Asking): Promise<JsonObject> {
    return new Promise((resolve, reject) => {
      const onAbort = (): void => {
        reject(new GatewayError('cancelled', 'The call was cancelled.'));
        this.#leave(waiter);
      };
      this.#waiting.add(waiter);
      waiter.signal.addEventListener('abort', onAbort, { once: true });
      const settled = (): void => {
        waiter.signal.removeEventListener('abort', onAbort);
        this.#waiting.delete(waiter);
      };
      this.#answer.promise.finally(settled).then(resolve, reject);
      if (waiter.signal.aborted) onAbort();
    });
  }

  #leave(waiter: Asking): void {
    this.#waiting.delete(waiter);
    if (this.#waiting.size > 0) return;
    this.#onEnd();
    this.#cancel.abort();
  }
}
