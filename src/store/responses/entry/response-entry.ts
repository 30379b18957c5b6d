import type { JsonObject } from '../../../protocol/json-rpc.ts';
import type { Clock } from '../../../shared/clock.ts';

/** A kept answer, and what must still be true for it to be given. */
export interface ResponseEntry {
  readonly server: string;
  /** As rules name it. */
  readonly tool: string;
  readonly result: JsonObject;
  /** Of the answer's text, to see whether a later one differs. */
  readonly hash: string;
  readonly bytes: number;
  /** The generations of its tags before it was asked for. */
  readonly generations: string;
  readonly storedWall: number;
  /** Monotonic; absent when another process stored it. */
  readonly storedAt?: number;
  readonly ttlMs: number;
  /** How long the server took; 0 where it had to be started first. */
  readonly durationMs: number;
}

type Header = Omit<ResponseEntry, 'result' | 'storedAt'>;

/** As it is persisted: a line about the answer, and the answer's own text. */
export function formatEntry(entry: ResponseEntry, resultText: string): string {
  const { result: _, storedAt: __, ...header } = entry;
  return `${JSON.stringify(header satisfies Header)}\n${resultText}`;
}

/** Undefined for a text that is not whole. */
export function parseEntry(text: string): ResponseEntry | undefined {
  const end = text.indexOf('\n');
  try {
    return {
      ...(JSON.parse(text.slice(0, end)) as Header),
      result: JSON.parse(text.slice(end + 1)) as JsonObject,
    };
  } catch {
    // Cut short or written by somebody else; as good as nothing.
    return undefined;
  }
}

/** More than clocks differ, less than anybody would call a jump. */
const SKEW_MS = 5_000;

/**
 * Age by whichever clock says more: the monotonic one stands still while the machine sleeps, the wall clock can
 * be set back. An answer from the future is too old.
 */
export class EntryAge {
  readonly #clock: Clock;
  readonly #openedWall: number;
  readonly #openedAt: number;

  constructor(clock: Clock) {
    this.#clock = clock;
    this.#openedWall = clock.wallTime();
    this.#openedAt = clock.now();
  }

  ageMs({ storedWall, storedAt }: Pick<ResponseEntry, 'storedWall' | 'storedAt'>): number {
    const byWall = this.#clock.wallTime() - storedWall;
    if (storedAt !== undefined) return Math.max(this.#clock.now() - storedAt, byWall);
    const bySteady = this.#openedWall - storedWall + this.#clock.now() - this.#openedAt;
    if (Math.min(byWall, bySteady) < -SKEW_MS) return Number.POSITIVE_INFINITY;
    return Math.max(bySteady, byWall, 0);
  }
}
