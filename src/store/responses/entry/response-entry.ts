import type { JsonObject } from '../../../protocol/json-rpc.ts';
import type { Clock } from '../../../shared/clock.ts';

/** What must still be true for a kept answer to be given. */
export interface EntryFacts {
  readonly server: string;
  /** As rules name it. */
  readonly tool: string;
  readonly bytes: number;
  /** The generations of its tags before it was asked for. */
  readonly generations: string;
  readonly storedWall: number;
  /** By the machine's uptime; absent in a store that several machines share. */
  readonly storedUp?: number | undefined;
  readonly ttlMs: number;
  /** How long the server took; 0 where it had to be started first. */
  readonly durationMs: number;
}

export interface ResponseEntry extends EntryFacts {
  readonly result: JsonObject;
  /** Monotonic; absent for one that was read from the store. */
  readonly storedAt?: number;
}

/** As it is persisted: a line about the answer, and the answer's own text. */
export function formatEntry(facts: EntryFacts, resultText: string): string {
  return `${JSON.stringify(facts)}\n${resultText}`;
}

/** Undefined for a text that is not whole. */
export function parseEntry(text: string): ResponseEntry | undefined {
  const end = text.indexOf('\n');
  try {
    return {
      ...(JSON.parse(text.slice(0, end)) as EntryFacts),
      result: JSON.parse(text.slice(end + 1)) as JsonObject,
    };
  } catch {
    // Cut short or written by somebody else; as good as nothing.
    return undefined;
  }
}

/** More than clocks differ, less than anybody would call a jump. */
const SKEW_MS = 5_000;

/** Asleep, the machine's uptime goes on and the monotonic clock does not. */
const UPTIME_READ_AFTER_MS = 1_000;

interface EntryAgeOptions {
  readonly clock: Clock;
  /** Whoever stores here has the same uptime. */
  readonly isOneMachine: boolean;
}

/**
 * Age by whichever clock says most: the monotonic one stands still while the machine sleeps, the wall clock can be
 * set back, the uptime begins anew with the machine. An answer from the future is too old.
 */
export class EntryAge {
  readonly #clock: Clock;
  readonly #isOneMachine: boolean;
  readonly #openedWall: number;
  readonly #openedAt: number;
  #uptime = { value: 0, readAt: Number.NEGATIVE_INFINITY };

  constructor({ clock, isOneMachine }: EntryAgeOptions) {
    this.#clock = clock;
    this.#isOneMachine = isOneMachine;
    this.#openedWall = clock.wallTime();
    this.#openedAt = clock.now();
  }

  /** What an answer that is stored now is to remember. */
  now(): { storedWall: number; storedUp: number | undefined } {
    return { storedWall: this.#clock.wallTime(), storedUp: this.#isOneMachine ? this.#upMs() : undefined };
  }

  ageMs({
    storedWall,
    storedUp,
    storedAt,
  }: Pick<ResponseEntry, 'storedWall' | 'storedUp' | 'storedAt'>): number {
    const byWall = this.#clock.wallTime() - storedWall;
    if (storedAt !== undefined) return Math.max(this.#clock.now() - storedAt, byWall);
    const bySteady = this.#openedWall - storedWall + this.#clock.now() - this.#openedAt;
    const byOther = storedUp !== undefined && this.#isOneMachine ? this.#sinceUptime(storedUp) : bySteady;
    if (Math.min(byWall, byOther) < -SKEW_MS) return Number.POSITIVE_INFINITY;
    return Math.max(byOther, byWall, 0);
  }

  /** What was stored before the machine started is at least as old as that. */
  #sinceUptime(storedUp: number): number {
    const up = this.#upMs();
    return up >= storedUp ? up - storedUp : up;
  }

  /** Reading it costs as much as a small answer does. */
  #upMs(): number {
    const now = this.#clock.now();
    if (now - this.#uptime.readAt >= UPTIME_READ_AFTER_MS)
      this.#uptime = { value: this.#clock.uptime(), readAt: now };
    return Math.round(this.#uptime.value + now - this.#uptime.readAt);
  }
}
