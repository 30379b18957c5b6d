import type { ServerResponse } from 'node:http';
import type { Message } from '../../../protocol/json-rpc.ts';
import type { Clock } from '../../../shared/clock.ts';
import { sendJson } from '../answer.ts';
import { EventStream } from '../event-stream.ts';
import type { EventLog } from './event-log.ts';

/** A stream is begun after so long without an answer: the client can then lose it and resume. */
const STREAM_AFTER_MS = 5_000;
const RETRY_MS = 1_000;

interface ReplyOptions {
  readonly number: number;
  readonly log: EventLog;
  readonly clock: Clock;
  /** Sent with the response. */
  readonly headers: Record<string, string>;
}

/**
 * What goes back to one legacy POST: its answer as JSON if nothing comes before it, else a stream. It outlives
 * its connection: losing that cancels nothing in this era, and a client that comes back is given the rest.
 */
export class ReplyStream {
  readonly number: number;
  readonly #options: ReplyOptions;
  /** Not answered in any way yet. */
  #response: ServerResponse | undefined;
  #events: EventStream | undefined;
  #cancelStreaming: () => void = () => {};

  constructor(response: ServerResponse, options: ReplyOptions & { mayStream: boolean }) {
    this.number = options.number;
    this.#options = options;
    this.#response = response;
    response.once('close', () => this.#lost());
    if (!options.mayStream) return;
    this.#cancelStreaming = options.clock.after(STREAM_AFTER_MS, () => {
      // An event without content (spec 2025-11-25): from here on the client can resume.
      this.#begin()?.write(`id: ${options.log.nextId(this.number)}\nretry: ${RETRY_MS}\n`, '');
    });
  }

  /** Sends what comes before the answer. */
  send(message: Message): void {
    const id = this.#options.log.add(this.number, message);
    this.#begin()?.send(message, id);
  }

  /** Sends the answer; without one (a cancelled request has none) it only ends. */
  end(message?: Message): void {
    this.#cancelStreaming();
    if (message && this.#response) {
      sendJson(this.#response, 200, message, this.#options.headers);
      this.#response = undefined;
      return;
    }
    const id = message && this.#options.log.add(this.number, message);
    this.#begin()?.end(message, id);
    this.#events = undefined;
  }

  /** Goes on with a client that has come back. */
  attach(events: EventStream): void {
    this.#events?.end();
    this.#events = events;
  }

  #begin(): EventStream | undefined {
    if (!this.#response) return this.#events;
    this.#cancelStreaming();
    this.#events = new EventStream(this.#response, this.#options.clock, this.#options.headers);
    this.#response = undefined;
    return this.#events;
  }

  #lost(): void {
    this.#cancelStreaming();
    this.#response = undefined;
  }
}
