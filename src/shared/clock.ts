import { uptime } from 'node:os';

/** Time, injected so that tests own it. */
export interface Clock {
  /** Monotonic milliseconds; for durations, deadlines and TTLs. A changed wall clock does not move it. */
  now(): number;
  /** Wall time in milliseconds since the epoch; for what is stored or shown. */
  wallTime(): number;
  /** Milliseconds since the machine started, the same in all its processes. A changed wall clock does not move it. */
  uptime(): number;
  /** Calls back once after `delayMs`; the returned function cancels. Never keeps the process alive. */
  after(delayMs: number, callback: () => void): () => void;
}

export const systemClock: Clock = {
  now: () => performance.now(),
  wallTime: () => Date.now(),
  uptime: () => uptime() * 1_000,
  after(delayMs, callback) {
    const timer = setTimeout(callback, delayMs);
    timer.unref();
    return () => clearTimeout(timer);
  },
};
