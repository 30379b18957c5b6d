import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Message } from '../../protocol/json-rpc.ts';
import { type ParseLimits, RefusedFrame } from '../../protocol/parse.ts';
import type { Clock } from '../../shared/clock.ts';
import { ERRORS } from '../../shared/errors.ts';
import type { Gateway } from '../gateway.ts';
import { accepts } from './accepts.ts';
import { sendError } from './answer.ts';
import { type KeptSessions, LegacyEndpoint } from './legacy/legacy-endpoint.ts';
import { SseEndpoint } from './legacy/sse-endpoint.ts';
import { isModern, isModernVersion, ModernEndpoint } from './modern-endpoint.ts';
import { readMessage } from './read-message.ts';

export interface EndpointOptions {
  readonly gateway: Gateway;
  readonly kept: KeptSessions;
  /** The server that is shown here as itself, or a profile; undefined for everything. */
  readonly shown: string | undefined;
  readonly limits: ParseLimits;
  readonly clock: Clock;
  /** Answers a request whose body was read where something is thrown then. */
  readonly onError: (request: IncomingMessage, response: ServerResponse, error: unknown) => void;
}

/** Everything, or one server as itself, at one address and in every era. Whoever opens it closes it. */
export class Endpoint {
  readonly #options: EndpointOptions;
  readonly #modern: ModernEndpoint;
  readonly #legacy: LegacyEndpoint;
  readonly #sse: SseEndpoint;

  /** @throws GatewayError `unknown_server` */
  constructor(options: EndpointOptions) {
    const { gateway, kept, shown, clock } = options;
    this.#options = options;
    this.#modern = new ModernEndpoint({ gateway, view: gateway.viewOf(shown), clock });
    this.#legacy = new LegacyEndpoint({ gateway, kept, shown, clock });
    const suffix = shown === undefined ? '' : `/${encodeURIComponent(shown)}`;
    this.#sse = new SseEndpoint({ gateway, shown, postPath: `/messages${suffix}`, clock });
  }

  /** Streamable HTTP, `/mcp`. */
  serve(request: IncomingMessage, response: ServerResponse): void {
    if (request.method === 'POST') {
      this.#post(request, response);
      return;
    }
    // Up to 2025-11-25 there are streams to open and sessions to end; since then POST is all there is.
    const isLegacy = !isModernVersion(request.headers['mcp-protocol-version']);
    if (isLegacy && request.method === 'DELETE') this.#legacy.delete(request, response);
    else if (!isLegacy || request.method !== 'GET')
      refuse(response, 405, 'Only POST is served here.', { allow: isLegacy ? 'GET, POST, DELETE' : 'POST' });
    else if (accepts(request, 'text/event-stream')) this.#legacy.get(request, response);
    else refuse(response, 406, 'The client must accept text/event-stream.');
  }

  /** The transport of 2024-11-05: `/sse` and `/messages`. */
  serveSse(request: IncomingMessage, response: ServerResponse): void {
    if (request.method === 'POST')
      this.#read(request, response, (message) => this.#sse.post(request, response, message));
    else if (request.method === 'GET') this.#sse.get(response);
    else refuse(response, 405, 'GET opens a stream.', { allow: 'GET, POST' });
  }

  async close(): Promise<void> {
    await Promise.all([this.#modern.close(), this.#legacy.close()]);
  }

  #post(request: IncomingMessage, response: ServerResponse): void {
    if (!accepts(request, 'application/json') && !accepts(request, 'text/event-stream')) {
      refuse(response, 406, 'The client must accept application/json and text/event-stream.');
      return;
    }
    this.#read(request, response, (message) => {
      if ('method' in message && isModern(message, request.headers))
        this.#modern.receive({ request, response, message });
      else this.#legacy.post(request, response, message);
    });
  }

  /** Calls back with the message in the body, unless the request is refused for it or its client gone. */
  #read(request: IncomingMessage, response: ServerResponse, use: (message: Message) => void): void {
    const { limits, onError } = this.#options;
    readMessage(request, limits, (read) => {
      try {
        if (read instanceof RefusedFrame)
          sendError(response, { status: 400, id: read.id, error: read.error });
        else if ('status' in read) refuse(response, read.status, read.message, { connection: 'close' });
        else use(read);
      } catch (error) {
        onError(request, response, error);
      }
    });
  }
}

function refuse(
  response: ServerResponse,
  status: number,
  message: string,
  headers: Record<string, string> = {},
): void {
  sendError(response, { status, error: { code: ERRORS.invalid_request.jsonRpc, message }, headers });
}
