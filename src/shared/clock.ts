/** Time, injected so that tests own it. */
export interface Clock {
  /** Monotonic milliseconds; for durations, deadlines and TTLs. A changed wall clock does not move it. */
  now(): number;
  /** Wall time in milliseconds since the epoch; for what is stored or shown. */
  wallTime(): number;
  /** Calls back once after `delayMs`; the returned function cancels. Never keeps the process alive. */
  after(delayMs: number, callback: () => void): () => void;
}

export const systemClock: Clock = {
  now: () => performance.now(),
  wallTime: () => Date.now(),
  after(delayMs, callback) {
    const timer = setTimeout(callback, delayMs);
    timer.unref();
    return () => clearTimeout(timer);
  },
};
