import type { ServerResponse } from 'node:http';
import type { Message } from '../../../protocol/json-rpc.ts';
import type { Clock } from '../../../shared/clock.ts';
import { sendJson } from '../answer.ts';
import { EventStream } from '../event-stream.ts';
import type { Answered, EventLog } from './event-log.ts';

/** A stream is begun after so long without an answer: the client can then lose it and resume. */
const STREAM_AFTER_MS = 5_000;
const RETRY_MS = 1_000;

interface ReplyOptions {
  readonly number: number;
  /** The request that it answers. */
  readonly request: Answered;
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
  readonly request: Answered;
  readonly #options: ReplyOptions;
  /** Not answered in any way yet. */
  #response: ServerResponse | undefined;
  #events: EventStream | undefined;
  #cancelStreaming: () => void = () => {};

  constructor(response: ServerResponse, options: ReplyOptions & { mayStream: boolean }) {
    this.number = options.number;
    this.request = options.request;
    this.#options = options;
    this.#response = response;
    response.once('close', () => this.#lost());
    if (!options.mayStream) return;
    this.#cancelStreaming = options.clock.after(STREAM_AFTER_MS, () => {
      const id = this.#begin();
      // An event without content (spec 2025-11-25): from here on the client can resume.
      this.#events?.write(`id: ${id}\nretry: ${RETRY_MS}\n`, '');
    });
  }

  /** Sends what comes before the answer. */
  send(message: Message): void {
    this.#begin();
    this.#events?.send(message, this.#options.log.add(this.number, message));
  }

  /** Sends the answer; without one (a cancelled request has none) it only ends. */
  end(message?: Message): void {
    this.#cancelStreaming();
    if (message && this.#response) {
      sendJson(this.#response, 200, message, this.#options.headers);
      this.#response = undefined;
      return;
    }
    this.#begin();
    const id = message && this.#options.log.add(this.number, message);
    this.#events?.end(message, id);
    this.#events = undefined;
  }

  /** Goes on with a client that has come back. */
  attach(events: EventStream): void {
    this.#events?.end();
    this.#events = events;
  }

  /** Makes a stream of it. @returns an event id that comes before all its events. */
  #begin(): string | undefined {
    if (!this.#response) return undefined;
    const { log, clock, headers } = this.#options;
    this.#cancelStreaming();
    this.#events = new EventStream(this.#response, clock, headers);
    this.#response = undefined;
    return log.open(this.number, this.request);
  }

  #lost(): void {
    this.#cancelStreaming();
    this.#response = undefined;
  }
}
