import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Message } from '../../../protocol/json-rpc.ts';
import type { InvalidFrame, Wire } from '../../../protocol/wire.ts';
import type { Clock } from '../../../shared/clock.ts';
import { ERRORS } from '../../../shared/errors.ts';
import type { Gateway } from '../../gateway.ts';
import { sendError } from '../answer.ts';
import { EventStream } from '../event-stream.ts';

interface SseEndpointOptions {
  readonly gateway: Gateway;
  readonly shown: string | undefined;
  /** Where the client is told to POST; the session's id is added. */
  readonly postPath: string;
  readonly clock: Clock;
}

/** The transport of 2024-11-05, deprecated since: one GET carries all that goes out, POSTs what comes in. */
export class SseEndpoint {
  readonly #options: SseEndpointOptions;
  readonly #wires = new Map<string, SseWire>();

  constructor(options: SseEndpointOptions) {
    this.#options = options;
  }

  get(response: ServerResponse): void {
    const { gateway, shown, postPath, clock } = this.#options;
    const events = new EventStream(response, clock);
    const wire = new SseWire(events);
    const { sessionId } = gateway.openSession(wire, { workspace: '', shown });
    this.#wires.set(sessionId, wire);
    response.once('close', () => {
      this.#wires.delete(sessionId);
      wire.onClose(new Error('The client closed the stream.'));
    });
    events.write('event: endpoint\n', `${postPath}?sessionId=${sessionId}`);
  }

  post(request: IncomingMessage, response: ServerResponse, message: Message): void {
    const sessionId = new URL(request.url ?? '', 'http://localhost').searchParams.get('sessionId');
    const wire = this.#wires.get(sessionId ?? '');
    if (wire) {
      response.writeHead(202).end();
      wire.onMessage(message);
    } else {
      const error = { code: ERRORS.invalid_request.jsonRpc, message: 'Session not found.' };
      sendError(response, { status: 404, error });
    }
  }
}

class SseWire implements Wire {
  onMessage: (message: Message) => void = () => {};
  onInvalid: (frame: InvalidFrame) => void = () => {};
  onClose: (reason?: Error) => void = () => {};
  readonly #events: EventStream;

  constructor(events: EventStream) {
    this.#events = events;
  }

  send(message: Message): void {
    this.#events.write('event: message\n', JSON.stringify(message));
  }

  async close(): Promise<void> {
    this.#events.end();
  }
}
