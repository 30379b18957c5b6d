import type { ServerResponse } from 'node:http';
import type { Message } from '../../protocol/json-rpc.ts';
import type { InvalidFrame, Wire } from '../../protocol/wire.ts';
import type { Clock } from '../../shared/clock.ts';
import { modernStatus, sendJson } from './answer.ts';
import { EventStream } from './event-stream.ts';

/** A stream is begun after so long without an answer, so that nothing in between takes the silence for an end. */
const STREAM_AFTER_MS = 10_000;

interface ExchangeOptions {
  readonly response: ServerResponse;
  /** Whether the client takes a stream; else it gets the answer alone. */
  readonly mayStream: boolean;
  readonly clock: Clock;
}

/**
 * The wire of one modern POST: one request in; its notifications, as a stream, and its answer out. It ends with
 * the answer, or when the client closes the stream, which cancels the request.
 */
export class ExchangeWire implements Wire {
  onMessage: (message: Message) => void = () => {};
  onInvalid: (frame: InvalidFrame) => void = () => {};
  onClose: (reason?: Error) => void = () => {};
  readonly #options: ExchangeOptions;
  #stream: EventStream | undefined;
  #cancelStreaming: () => void;
  #isOpen = true;

  constructor(options: ExchangeOptions) {
    this.#options = options;
    const { response, clock, mayStream } = options;
    this.#cancelStreaming = mayStream
      ? clock.after(STREAM_AFTER_MS, () => this.#startStream().open())
      : () => {};
    response.once('close', () => {
      if (this.#isOpen) this.#finish(new Error('The client closed the stream.'));
    });
  }

  send(message: Message): void {
    if (!this.#isOpen) return;
    const { mayStream } = this.#options;
    if ('method' in message) {
      if (mayStream) this.#startStream().send(message);
      return;
    }
    if (this.#stream) this.#stream.end(message);
    else sendJson(this.#options.response, modernStatus(message), message);
    this.#finish();
  }

  async close(): Promise<void> {
    if (!this.#isOpen) return;
    this.#finish();
    this.#options.response.destroy();
  }

  #startStream(): EventStream {
    this.#stream ??= new EventStream(this.#options.response, this.#options.clock);
    return this.#stream;
  }

  #finish(reason?: Error): void {
    if (!this.#isOpen) return;
    this.#isOpen = false;
    this.#cancelStreaming();
    this.onClose(reason);
  }
}
