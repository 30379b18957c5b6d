import type { ServerResponse } from 'node:http';
import type { JsonObject, RequestId } from '../../protocol/json-rpc.ts';
import type { Answer } from '../../protocol/peer.ts';
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

/** What goes out for one modern POST: its answer, and as a stream before it what its client is to know meanwhile. */
export class Exchange {
  readonly #options: ExchangeOptions;
  readonly #controller = new AbortController();
  readonly #cancelStreaming: (() => void) | undefined;
  #stream: EventStream | undefined;
  #isOver = false;

  constructor(options: ExchangeOptions) {
    this.#options = options;
    const { response, clock, mayStream } = options;
    if (mayStream) this.#cancelStreaming = clock.after(STREAM_AFTER_MS, () => this.#startStream().open());
    response.on('close', () => {
      if (!this.#isOver) this.#cancel();
    });
  }

  /** Fires when the client closes the stream, which cancels the request. */
  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  readonly notify = (method: string, params: JsonObject): void => {
    if (!this.#isOver && this.#options.mayStream)
      this.#startStream().send({ jsonrpc: '2.0', method, params });
  };

  /** Ends it. A cancelled request gets no answer. */
  answer(id: RequestId, answer: Answer): void {
    if (this.#isOver) return;
    this.#end();
    const message = { jsonrpc: '2.0' as const, id, ...answer };
    if (this.#stream) this.#stream.end(message);
    else sendJson(this.#options.response, modernStatus(message), message);
  }

  #startStream(): EventStream {
    this.#stream ??= new EventStream(this.#options.response, this.#options.clock);
    return this.#stream;
  }

  #cancel(): void {
    this.#end();
    this.#controller.abort();
  }

  #end(): void {
    this.#isOver = true;
    this.#cancelStreaming?.();
  }
}
