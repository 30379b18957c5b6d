import type { ServerResponse } from 'node:http';
import type { Message } from '../../protocol/json-rpc.ts';
import type { Clock } from '../../shared/clock.ts';

const KEEP_ALIVE_MS = 20_000;
/** A reader that lets more than this pile up is given up. */
const MAX_QUEUED_BYTES = 16 * 1024 * 1024;

/** One response of server-sent events, kept alive by comments until it ends. */
export class EventStream {
  readonly #response: ServerResponse;
  readonly #clock: Clock;
  #cancelKeepAlive: () => void = () => {};

  constructor(response: ServerResponse, clock: Clock, headers: Record<string, string> = {}) {
    this.#response = response;
    this.#clock = clock;
    response.writeHead(200, {
      'content-type': 'text/event-stream',
      'cache-control': 'no-cache, no-transform',
      'x-accel-buffering': 'no', // nginx would hold events back
      ...headers,
    });
    response.once('close', () => this.#cancelKeepAlive());
    this.#keepAlive();
  }

  /** Lets the client know that it is connected, before there is anything to send. */
  open(): void {
    this.#response.flushHeaders();
  }

  /** Sends a message, under an id where the client may resume after it. */
  send(message: Message, eventId?: string): void {
    this.write(eventId === undefined ? '' : `id: ${eventId}\n`, JSON.stringify(message));
  }

  /** Sends an event of any kind; `fields` are lines before its data. */
  write(fields: string, data: string): void {
    this.#response.write(`${fields}data: ${data}\n\n`);
    if (this.#response.writableLength > MAX_QUEUED_BYTES) this.#response.destroy();
  }

  /** Ends it after a last message, which leaves in one packet with the end. */
  end(message?: Message, eventId?: string): void {
    this.#cancelKeepAlive();
    const id = eventId === undefined ? '' : `id: ${eventId}\n`;
    if (message) this.#response.end(`${id}data: ${JSON.stringify(message)}\n\n`);
    else this.#response.end();
  }

  #keepAlive(): void {
    this.#cancelKeepAlive = this.#clock.after(KEEP_ALIVE_MS, () => {
      this.#response.write(': still here\n\n');
      this.#keepAlive();
    });
  }
}
