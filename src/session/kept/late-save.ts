import type { Clock } from '../../shared/clock.ts';

/** Saving each call by itself would cost more than the call. */
const SAVE_AFTER_MS = 5_000;

/** Saves what changes all the time, now and then. Whoever makes it settles it at the end. */
export class LateSave {
  readonly #clock: Clock;
  readonly #save: () => void;
  #cancel: (() => void) | undefined;

  constructor(clock: Clock, save: () => void) {
    this.#clock = clock;
    this.#save = save;
  }

  soon(): void {
    this.#cancel ??= this.#clock.after(SAVE_AFTER_MS, () => this.settle());
  }

  /** Saves what is not saved yet. */
  settle(): void {
    if (!this.#cancel) return;
    this.#cancel();
    this.#cancel = undefined;
    this.#save();
  }
}
