import type { Clock } from '../../../src/shared/clock.ts';

/** Time that moves when a test says so; the wall clock can jump without the other. */
export class ManualClock implements Clock {
  #now = 1_000;
  #wall = 1_700_000_000_000;
  readonly #timers = new Set<{ at: number; callback: () => void }>();

  now(): number {
    return this.#now;
  }

  wallTime(): number {
    return this.#wall;
  }

  uptime(): number {
    return this.#now + 50_000;
  }

  after(delayMs: number, callback: () => void): () => void {
    const timer = { at: this.#now + delayMs, callback };
    this.#timers.add(timer);
    return () => this.#timers.delete(timer);
  }

  advance(ms: number): void {
    this.#now += ms;
    this.#wall += ms;
    for (const timer of [...this.#timers].sort((a, b) => a.at - b.at)) {
      if (timer.at > this.#now || !this.#timers.delete(timer)) continue;
      timer.callback();
    }
  }

  /** Somebody set the clock. */
  jump(ms: number): void {
    this.#wall += ms;
  }
}
