/**
 * Loaded into the gateway's processes before anything else (`node --import`): their clocks are ahead by what the
 * replay says has passed of the day, so that TTLs and learning see eight hours while nobody waits for them.
 */
import { openSync, readSync } from 'node:fs';

const fd = openSync(process.env.BENCH_DAY_CLOCK ?? '', 'r');
const passed = new Float64Array(1);
const passedMs = (): number => {
  readSync(fd, passed, 0, 8, 0);
  return passed[0] ?? 0;
};

const wallTime = Date.now;
const now = performance.now.bind(performance);
Date.now = () => Math.round(wallTime() + passedMs());
performance.now = () => now() + passedMs();
