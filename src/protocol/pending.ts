import type { Clock } from '../shared/clock.ts';
import { GatewayError } from '../shared/errors.ts';
import type { JsonObject, RequestId } from './json-rpc.ts';

/** How a request is sent, and for how long its answer is waited for. */
export interface RequestOptions {
  readonly signal?: AbortSignal | undefined;
  /** Silence for so long ends the request; progress starts it anew. */
  readonly timeoutMs?: number | undefined;
  /** The hard end, whatever progress says. */
  readonly maxTimeoutMs?: number | undefined;
  /** Params of `notifications/progress` for this request, its own token already taken out. */
  readonly onProgress?: ((params: JsonObject) => void) | undefined;
  /** Called with the id under which it leaves. */
  readonly onSent?: ((id: RequestId) => void) | undefined;
  /** Where an answer is only a beginning (a task), progress goes on until this signal fires. */
  readonly goesOn?: ((result: JsonObject) => AbortSignal | undefined) | undefined;
}

interface PendingOptions {
  readonly id: number;
  readonly method: string;
  readonly options: RequestOptions;
  readonly clock: Clock;
  readonly resolve: (result: JsonObject) => void;
  readonly reject: (error: Error) => void;
  /** Called where it is cancelled, or its time is over. */
  readonly onAbandoned: (id: number, error: GatewayError) => void;
}

/** A request that was sent and is not answered yet. Whoever settles it releases it. */
export class Pending {
  readonly #pending: PendingOptions;
  readonly #startedAt: number;
  readonly #onAbort: (() => void) | undefined;
  #stopTimer: (() => void) | undefined;

  constructor(pending: PendingOptions) {
    const { id, method, options, clock, onAbandoned } = pending;
    this.#pending = pending;
    this.#startedAt = clock.now();
    if (options.signal) {
      this.#onAbort = () => onAbandoned(id, cancelledError(method));
      options.signal.addEventListener('abort', this.#onAbort);
    }
    this.#startTimer();
  }

  get method(): string {
    return this.#pending.method;
  }

  get options(): RequestOptions {
    return this.#pending.options;
  }

  resolve(result: JsonObject): void {
    this.#pending.resolve(result);
  }

  reject(error: Error): void {
    this.#pending.reject(error);
  }

  /** Progress has come: silence is counted anew. */
  restartTimer(): void {
    this.#stopTimer?.();
    this.#startTimer();
  }

  release(): void {
    this.#stopTimer?.();
    if (this.#onAbort) this.options.signal?.removeEventListener('abort', this.#onAbort);
  }

  #startTimer(): void {
    const { id, method, options, clock, onAbandoned } = this.#pending;
    const { timeoutMs, maxTimeoutMs = Number.POSITIVE_INFINITY } = options;
    if (timeoutMs === undefined) return;
    const left = maxTimeoutMs - (clock.now() - this.#startedAt);
    const delay = Math.max(Math.min(timeoutMs, left), 0);
    this.#stopTimer = clock.after(delay, () => onAbandoned(id, timeoutError(method, delay, options)));
  }
}

/** The client does not wait for a request any more. */
export function cancelledError(method: string): GatewayError {
  return new GatewayError('cancelled', `${method} was cancelled by the client.`);
}

function timeoutError(method: string, delay: number, options: RequestOptions): GatewayError {
  const seconds = Math.round(delay / 100) / 10;
  return new GatewayError('call_timed_out', `${method} gave no sign of life for ${seconds} s.`, {
    hint: 'It may have run: check before repeating it.',
    data: { timeoutMs: options.timeoutMs, maxTimeoutMs: options.maxTimeoutMs },
  });
}
