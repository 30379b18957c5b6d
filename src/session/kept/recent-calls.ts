import type { RecentCall } from '../../protocol/daemon/recent-call.ts';

const KEPT = 50;

/** The last calls of one session. */
export class RecentCalls {
  readonly #calls: RecentCall[];

  constructor(calls: readonly RecentCall[] = []) {
    this.#calls = [...calls];
  }

  /** The oldest first. */
  all(): RecentCall[] {
    return [...this.#calls];
  }

  add(call: RecentCall): void {
    this.#calls.push(call);
    if (this.#calls.length > KEPT) this.#calls.shift();
  }
}
