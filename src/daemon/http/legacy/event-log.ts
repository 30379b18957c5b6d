import type { Message } from '../../../protocol/json-rpc.ts';

interface LoggedEvent {
  readonly id: string;
  readonly stream: number;
  readonly message: Message;
  readonly bytes: number;
}

const MAX_EVENTS = 1_000;
const MAX_BYTES = 4 * 1024 * 1024;

/** The last events of a session, for a client that lost its stream; the oldest give way. */
export class EventLog {
  #events: LoggedEvent[] = [];
  #bytes = 0;
  #lastSequence = 0;

  /** @returns the event's id, which also says which stream it was on. */
  add(stream: number, message: Message): string {
    const id = this.nextId(stream);
    const bytes = JSON.stringify(message).length;
    this.#events.push({ id, stream, message, bytes });
    this.#bytes += bytes;
    while (this.#events.length > MAX_EVENTS || (this.#bytes > MAX_BYTES && this.#events.length > 1)) {
      this.#bytes -= this.#events.shift()?.bytes ?? 0;
    }
    return id;
  }

  /** An id for an event that carries nothing and is not kept. */
  nextId(stream: number): string {
    this.#lastSequence++;
    return `${stream}-${this.#lastSequence}`;
  }

  /** What came on the stream of an event after it, and which stream that is; undefined for a foreign id. */
  after(eventId: string): { stream: number; events: readonly LoggedEvent[] } | undefined {
    const [, stream, sequence] = /^(\d{1,15})-(\d{1,15})$/.exec(eventId) ?? [];
    if (stream === undefined || Number(sequence) > this.#lastSequence) return undefined;
    return { stream: Number(stream), events: this.#select(Number(stream), Number(sequence)) };
  }

  /** What is still kept of one stream. */
  of(stream: number): readonly LoggedEvent[] {
    return this.#select(stream, 0);
  }

  #select(stream: number, after: number): readonly LoggedEvent[] {
    return this.#events.filter((event) => event.stream === stream && sequenceOf(event.id) > after);
  }
}

function sequenceOf(eventId: string): number {
  return Number(eventId.slice(eventId.indexOf('-') + 1));
}
