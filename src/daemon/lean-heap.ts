import { PerformanceObserver } from 'node:perf_hooks';
import { getHeapSpaceStatistics, setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import type { Clock } from '../shared/clock.ts';

/** Changed flags make Node compile its own modules anew, which costs 30 ms of a start: so not at once. */
const AFTER_START_MS = 1_000;
/**
 * Left alone the young generation grows to 32 MB and never shrinks, although a call lives for microseconds. Below
 * 4 MB calls in flight outlive it, and fill the old generation up to 50 MB with what is garbage by then.
 */
const MAX_YOUNG_BYTES = 4 * 1024 * 1024;

/** How often is looked, while it has its size, whether V8 has taken it back. */
const LOOKED_AT_AFTER_MS = 1_000;

/**
 * Keeps the heap's young generation at the size that calls need. V8 takes it back to 1 MB when there is nothing to do,
 * and lets it grow with the load; how far can be said only when a process starts, which is not ours to do. So it
 * may grow while it is too small, and not otherwise.
 */
export function keepHeapLean(clock: Clock): void {
  const observer = new PerformanceObserver(() => {
    if (!isSmall()) hold();
  });
  const letGrow = (): void => {
    setFlagsFromString('--semi-space-growth-factor=2');
    observer.observe({ entryTypes: ['gc'] });
  };
  const hold = (): void => {
    // Work that takes long without a pause may have let it grow further before it could be said.
    if (youngBytes() > 2 * MAX_YOUNG_BYTES) shrink();
    setFlagsFromString('--semi-space-growth-factor=1');
    observer.disconnect(); // being told of each collection costs half as much as one
    look();
  };
  const look = (): void => void clock.after(LOOKED_AT_AFTER_MS, () => (isSmall() ? letGrow() : look()));
  clock.after(AFTER_START_MS, () => {
    // Waking threads for so little costs more than they save.
    setFlagsFromString('--no-parallel-scavenge');
    if (isSmall()) letGrow();
    else hold();
  });
}

const isSmall = (): boolean => youngBytes() < MAX_YOUNG_BYTES;

function youngBytes(): number {
  return getHeapSpaceStatistics().find(({ space_name: name }) => name === 'new_space')?.space_size ?? 0;
}

/** Only this kind of collection takes it back at once. */
function shrink(): void {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as (options: object) => void;
  collect({ type: 'major', execution: 'sync', flavor: 'last-resort' });
}
