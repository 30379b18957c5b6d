import type { Clock } from '../shared/clock.ts';
import { GatewayError, messageOf } from '../shared/errors.ts';

const FIRST_DELAY_MS = 500;
const MAX_DELAY_MS = 60_000;
/** Failures in a row after which a server counts as in a crash loop. */
const MAX_FAILURES = 5;
/** A server in a crash loop is tried once more after this, so that a mended machine needs no restart. */
const LOOP_REST_MS = 5 * 60_000;

/** Decides when a server that failed may be started again: at once, after a jittered delay, or much later. */
export class Restarts {
  readonly #serverName: string;
  readonly #clock: Clock;
  readonly #random: () => number;
  #failures = 0;
  #notBefore = 0;
  #lastReason = '';
  #wantsLogin: string | undefined;

  constructor(serverName: string, clock: Clock, random: () => number = Math.random) {
    this.#serverName = serverName;
    this.#clock = clock;
    this.#random = random;
  }

  get isLooping(): boolean {
    return this.#failures >= MAX_FAILURES;
  }

  get lastReason(): string | undefined {
    return this.#wantsLogin ?? (this.#failures > 0 ? this.#lastReason : undefined);
  }

  /** It is let in by nobody until somebody has logged in. */
  get wantsLogin(): boolean {
    return this.#wantsLogin !== undefined;
  }

  /** A start that failed. Where a login is wanted that is no fault: who has logged in need not wait. */
  noteFailedStart(error: unknown): string {
    const reason = error instanceof GatewayError ? error.text : messageOf(error);
    if (!this.noteRefusal(error)) this.noteFailure(reason);
    return reason;
  }

  /** @returns whether the error says that nothing can be done here without a login */
  noteRefusal(error: unknown): boolean {
    const isRefusal = error instanceof GatewayError && error.code === 'login_required' && !error.data;
    if (isRefusal) this.#wantsLogin = error.text;
    return isRefusal;
  }

  noteFailure(reason: string): void {
    this.#wantsLogin = undefined;
    this.#failures++;
    this.#lastReason = reason;
    const delay = this.isLooping
      ? LOOP_REST_MS
      : this.#failures === 1
        ? 0
        : Math.min(FIRST_DELAY_MS * 2 ** (this.#failures - 2), MAX_DELAY_MS) * (0.5 + this.#random());
    this.#notBefore = this.#clock.now() + delay;
  }

  /** The server has proved that it works. */
  noteSuccess(): void {
    this.#failures = 0;
    this.#notBefore = 0;
    this.#wantsLogin = undefined;
  }

  /** @throws GatewayError while the server may not be started, with the last reason. */
  assertAllowed(): void {
    const waitMs = this.#notBefore - this.#clock.now();
    if (waitMs <= 0) return;
    const seconds = Math.ceil(waitMs / 1000);
    throw new GatewayError(
      'server_unavailable',
      this.isLooping
        ? `${this.#serverName} failed ${this.#failures} times in a row and is not started for now: ${this.#lastReason}`
        : `${this.#serverName} is not running: ${this.#lastReason}`,
      { hint: `It is tried again in ${seconds} s.` },
    );
  }
}
