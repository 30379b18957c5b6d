import { isObject, type JsonObject, type Message, type RequestId } from '../../../protocol/json-rpc.ts';

/** One event as it is kept beyond our process. */
interface KeptEvent {
  readonly sequence: number;
  readonly stream: number;
  readonly text: string;
}

/** Where the events of one session are kept beyond our process. */
export interface KeptEvents {
  /** In the order in which they were added. */
  load(): readonly KeptEvent[];
  add(event: KeptEvent): void;
  removeUpTo(sequence: number): void;
}

interface LoggedEvent {
  readonly id: string;
  readonly sequence: number;
  readonly stream: number;
  readonly message: Message;
  readonly bytes: number;
}

/** The request that a stream answers. */
export interface Answered {
  readonly id: RequestId;
  readonly method: string;
}

const MAX_EVENTS = 1_000;
const MAX_BYTES = 4 * 1024 * 1024;
/** More than a process that is leaving can still add to the events of a session that has gone on elsewhere. */
const GAP = 1_000_000;
/** So many are given up in the store at a time. */
const GIVEN_UP_AT_ONCE = 100;

/** The last events of a session, for a client that lost its stream; the oldest give way. */
export class EventLog {
  readonly #kept: KeptEvents | undefined;
  #events: LoggedEvent[] = [];
  /** Streams of an earlier process that were begun and never answered. */
  readonly #unanswered = new Map<number, Answered>();
  #bytes = 0;
  #lastSequence = 0;
  #lastStream = 0;
  #givenUp = 0;

  constructor(kept?: KeptEvents) {
    this.#kept = kept;
    for (const event of kept?.load() ?? []) this.#restore(event);
    if (this.#lastSequence > 0) this.#lastSequence += GAP;
  }

  /** The highest number that a stream has had. */
  get lastStream(): number {
    return this.#lastStream;
  }

  get lastSequence(): number {
    return this.#lastSequence;
  }

  /** Streams that an earlier process had begun and did not answer, with what they were to answer. */
  unanswered(): [number, Answered][] {
    return [...this.#unanswered];
  }

  /** Notes which request a stream answers. @returns an event id that comes before all of its events. */
  open(stream: number, answered: Answered): string {
    return this.#keep(stream, JSON.stringify({ opens: answered }));
  }

  /** @returns the event's id, which also says which stream it was on. */
  add(stream: number, message: Message): string {
    const text = JSON.stringify(message);
    const id = this.#keep(stream, text);
    this.#push({ id, sequence: this.#lastSequence, stream, message, bytes: text.length });
    return id;
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
    return this.#events.filter((event) => event.stream === stream && event.sequence > after);
  }

  #keep(stream: number, text: string): string {
    this.#lastSequence++;
    this.#kept?.add({ sequence: this.#lastSequence, stream, text });
    return `${stream}-${this.#lastSequence}`;
  }

  #push(event: LoggedEvent): void {
    this.#events.push(event);
    this.#bytes += event.bytes;
    while (this.#events.length > MAX_EVENTS || (this.#bytes > MAX_BYTES && this.#events.length > 1)) {
      this.#giveUp(this.#events.shift());
    }
  }

  #giveUp(oldest: LoggedEvent | undefined): void {
    if (!oldest) return;
    this.#bytes -= oldest.bytes;
    if (++this.#givenUp % GIVEN_UP_AT_ONCE === 0) this.#kept?.removeUpTo(oldest.sequence);
  }

  #restore({ sequence, stream, text }: KeptEvent): void {
    this.#lastSequence = sequence;
    this.#lastStream = Math.max(this.#lastStream, stream);
    const content = parse(text);
    if (!content) return;
    if (isObject(content.opens)) this.#unanswered.set(stream, content.opens as unknown as Answered);
    else {
      const message = content as unknown as Message;
      if (!('method' in message)) this.#unanswered.delete(stream);
      this.#push({ id: `${stream}-${sequence}`, sequence, stream, message, bytes: text.length });
    }
  }
}

function parse(text: string): JsonObject | undefined {
  try {
    const content: unknown = JSON.parse(text);
    return isObject(content) ? content : undefined;
  } catch {
    return undefined; // torn: as good as none
  }
}
