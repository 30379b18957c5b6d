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

interface Waiter {
  readonly asking: Asking;
  readonly onAbort: () => void;
  resolve(answer: JsonObject): void;
  reject(error: unknown): void;
}

/** One request, and who waits for its answer. On the path of each call that can be kept, so it makes few promises. */
class Flight {
  readonly #waiters = new Set<Waiter>();
  readonly #cancel = new AbortController();
  readonly generations: string;
  readonly #onEnd: () => void;

  constructor(generations: string, onEnd: () => void) {
    this.generations = generations;
    this.#onEnd = onEnd;
  }

  start(ask: Ask, wantsProgress: boolean): void {
    const onProgress = wantsProgress
      ? (params: JsonObject): void => {
          for (const { asking } of this.#waiters) asking.onProgress?.(params);
        }
      : undefined;
    ask({ signal: this.#cancel.signal, onProgress }).then(
      (answer) => this.#end((waiter) => waiter.resolve(answer)),
      (error: unknown) => this.#end((waiter) => waiter.reject(error)),
    );
  }

  /** The answer, or the waiter's own cancel, whichever is first. */
  wait(asking: Asking): Promise<JsonObject> {
    return new Promise((resolve, reject) => {
      const onAbort = (): void => {
        this.#leave(waiter);
        reject(new GatewayError('cancelled', 'The call was cancelled.'));
      };
      const waiter: Waiter = { asking, onAbort, resolve, reject };
      this.#waiters.add(waiter);
      asking.signal.addEventListener('abort', onAbort, { once: true });
      if (asking.signal.aborted) onAbort();
    });
  }

  #end(tell: (waiter: Waiter) => void): void {
    this.#onEnd();
    for (const waiter of this.#waiters) {
      waiter.asking.signal.removeEventListener('abort', waiter.onAbort);
      tell(waiter);
    }
    this.#waiters.clear();
  }

  #leave(waiter: Waiter): void {
    this.#waiters.delete(waiter);
    if (this.#waiters.size > 0) return;
    this.#onEnd();
    this.#cancel.abort();
  }
}
