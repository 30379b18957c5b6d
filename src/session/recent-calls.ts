import type { RecentCall } from '../protocol/daemon/recent-call.ts';
import type { Clock } from '../shared/clock.ts';

const KEPT = 50;
/** Saving each call by itself would cost more than the call. */
const SAVE_AFTER_MS = 5_000;

/** The last calls of one session. Whoever makes it settles it when the session ends. */
export class RecentCalls {
  readonly #calls: RecentCall[];
  readonly #clock: Clock;
  readonly #save: () => void;
  #cancelSave: (() => void) | undefined;

  constructor(calls: readonly RecentCall[], { clock, save }: { clock: Clock; save: () => void }) {
    this.#calls = [...calls];
    this.#clock = clock;
    this.#save = save;
  }

  /** The oldest first. */
  all(): RecentCall[] {
    return [...this.#calls];
  }

  add(call: RecentCall): void {
    this.#calls.push(call);
    if (this.#calls.length > KEPT) this.#calls.shift();
    this.#cancelSave ??= this.#clock.after(SAVE_AFTER_MS, () => this.settle());
  }

  /** Saves what is not saved yet. */
  settle(): void {
    if (!this.#cancelSave) return;
    this.#cancelSave();
    this.#cancelSave = undefined;
    this.#save();
  }
}
