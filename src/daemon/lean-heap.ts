import { getHeapSpaceStatistics, setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import type { Clock } from '../shared/clock.ts';

/** Changed flags make Node compile its own modules anew, which costs 30 ms of a start: so not at once. */
const AFTER_START_MS = 1_000;
/**
 * Left alone the young generation grows to 32 MB and never shrinks, although a call lives for microseconds. Below
 * 4 MB calls in flight outlive it, and fill the old generation up to 50 MB with what is garbage by then.
 */
const YOUNG_BYTES = 4 * 1024 * 1024;
const MAX_ROUNDS = 50;

/** Gives the heap's young generation the size that calls need, and keeps it there. */
export function keepHeapLean(clock: Clock): void {
  clock.after(AFTER_START_MS, () => {
    if (youngBytes() > YOUNG_BYTES) shrink();
    grow();
    setFlagsFromString('--semi-space-growth-factor=1');
    // Waking threads for so little costs more than they save.
    setFlagsFromString('--no-parallel-scavenge');
  });
}

function youngBytes(): number {
  return getHeapSpaceStatistics().find(({ space_name: name }) => name === 'new_space')?.space_size ?? 0;
}

/** A start that read many lists, or was busy at once, has let it grow; only this kind of collection takes that back. */
function shrink(): void {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as (options: object) => void;
  collect({ type: 'major', execution: 'sync', flavor: 'last-resort' });
}

/** It doubles when much of it survives a collection. */
function grow(): void {
  const surviving: object[] = [];
  for (let round = 0; round < MAX_ROUNDS && youngBytes() < YOUNG_BYTES; round++) {
    for (let index = 0; index < 1_000; index++) surviving.push({ index, list: [index] });
  }
}
