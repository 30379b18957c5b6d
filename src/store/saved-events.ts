import { messageOf } from '../shared/errors.ts';
import type { DocumentsOptions } from './documents.ts';

/** One event of a session, as it is to be found again. */
export interface SavedEvent {
  /** Unique in its session, and growing. */
  readonly sequence: number;
  readonly stream: number;
  readonly text: string;
}

interface SavedEventsOptions extends DocumentsOptions {
  /** How long after they were sent events may still be asked for. */
  readonly ttlMs: number;
}

/** What was sent to sessions on streams that they may lose. A store that fails reads as empty. */
export class SavedEvents {
  readonly #options: SavedEventsOptions;
  readonly #select;
  readonly #insert;
  readonly #deleteUpTo;
  readonly #prune;
  #isPruned = false;

  constructor(options: SavedEventsOptions) {
    this.#options = options;
    const { database } = options;
    this.#select = database.prepare(
      'SELECT sequence, stream, text FROM events WHERE session = ? ORDER BY sequence',
    );
    this.#insert = database.prepare('INSERT OR REPLACE INTO events VALUES (?, ?, ?, ?, ?)');
    this.#deleteUpTo = database.prepare('DELETE FROM events WHERE session = ? AND sequence <= ?');
    this.#prune = database.prepare('DELETE FROM events WHERE saved_at < ?');
  }

  /** In the order in which they were sent. */
  load(sessionId: string): SavedEvent[] {
    const rows = this.#guard(() => this.#select.all(sessionId)) ?? [];
    return rows.map(({ sequence, stream, text }) => ({
      sequence: Number(sequence),
      stream: Number(stream),
      text: String(text),
    }));
  }

  add(sessionId: string, { sequence, stream, text }: SavedEvent): void {
    this.#guard(() => {
      const savedAt = this.#options.clock.wallTime();
      if (!this.#isPruned) this.#prune.run(savedAt - this.#options.ttlMs);
      this.#isPruned = true;
      this.#insert.run(sessionId, sequence, stream, savedAt, text);
    });
  }

  /** Gives up the oldest, or all of a session. */
  remove(sessionId: string, upTo = Number.MAX_SAFE_INTEGER): void {
    this.#guard(() => this.#deleteUpTo.run(sessionId, upTo));
  }

  #guard<T>(work: () => T): T | undefined {
    try {
      return work();
    } catch (error) {
      const reason = messageOf(error);
      this.#options.log.warn({ reason }, 'events of a session could not be kept, or found again');
      return undefined;
    }
  }
}
