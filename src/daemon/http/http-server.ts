import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { ParseLimits } from '../../protocol/parse.ts';
import type { Clock } from '../../shared/clock.ts';
import { ERRORS, GatewayError, messageOf } from '../../shared/errors.ts';
import type { Log } from '../../telemetry/log.ts';
import type { Gateway } from '../gateway.ts';
import { sendError } from './answer.ts';
import { Endpoint, type EndpointOptions } from './endpoint.ts';
import { Guard, type GuardOptions, type Refusal } from './guard.ts';
import type { KeptSessions } from './legacy/legacy-endpoint.ts';

export interface HttpServerOptions extends GuardOptions {
  readonly gateway: Gateway;
  readonly kept: KeptSessions;
  /** An IP address or host name to listen on. */
  readonly host: string;
  /** 0 takes any that is free. */
  readonly port: number;
  readonly limits: ParseLimits;
  readonly clock: Clock;
  readonly log: Log;
  /** How long a client may take to send; the usual times unless given. */
  readonly patience?: Patience;
}

interface Patience {
  readonly headersMs: number;
  readonly requestMs: number;
  /** How often it is looked whether a client takes too long. */
  readonly checkMs: number;
}

const MAX_HEADER_BYTES = 32 * 1024;
/** A client that sends a byte a second holds nothing for long. */
const PATIENCE: Patience = { headersMs: 10_000, requestMs: 60_000, checkMs: 5_000 };
const KEEP_ALIVE_MS = 65_000;
const MAX_CONNECTIONS = 10_000;

/** Serves MCP over HTTP. Whoever opens it closes it. */
export class HttpServer {
  readonly #options: HttpServerOptions;
  readonly #guard: Guard;
  readonly #endpoints = new Map<string | undefined, Endpoint>();
  readonly #server: Server;
  readonly #closed: Promise<unknown>;

  private constructor(options: HttpServerOptions) {
    this.#options = options;
    this.#guard = new Guard({ ...options, hostNames: [options.host, ...options.hostNames] });
    const { headersMs, requestMs, checkMs } = options.patience ?? PATIENCE;
    this.#server = createServer(
      {
        maxHeaderSize: MAX_HEADER_BYTES,
        headersTimeout: headersMs,
        requestTimeout: requestMs,
        connectionsCheckingInterval: checkMs,
        keepAliveTimeout: KEEP_ALIVE_MS,
        noDelay: true,
        requireHostHeader: false, // the guard answers it, with 403
        joinDuplicateHeaders: true, // as the guard needs them
      },
      (request, response) => this.#receive(request, response),
    );
    this.#server.maxConnections = MAX_CONNECTIONS;
    this.#closed = new Promise((resolve) => this.#server.once('close', resolve));
  }

  /** @throws Error if the address cannot be listened on. */
  static async open(options: HttpServerOptions): Promise<HttpServer> {
    const server = new HttpServer(options);
    server.#server.listen(options.port, options.host);
    await once(server.#server, 'listening');
    return server;
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  /** From now on nobody connects; those who are connected are served until `close`. */
  stopListening(): void {
    if (this.#server.listening) this.#server.close();
  }

  async close(): Promise<void> {
    this.stopListening();
    await Promise.all([...this.#endpoints.values()].map((endpoint) => endpoint.close()));
    this.#server.closeAllConnections();
    await this.#closed;
  }

  #receive(request: IncomingMessage, response: ServerResponse): void {
    try {
      this.#serve(request, response);
    } catch (error) {
      this.#fail(request, response, error);
    }
  }

  #fail(request: IncomingMessage, response: ServerResponse, error: unknown): void {
    const isOurs = error instanceof GatewayError;
    if (!isOurs) this.#options.log.error({ stack: messageOf(error), url: request.url }, 'bug');
    if (response.headersSent) {
      response.destroy();
      return;
    }
    const row = ERRORS[isOurs ? error.code : 'internal'];
    const message = isOurs ? error.text : 'Internal error.';
    sendError(response, { status: row.http, error: { code: row.jsonRpc, message } });
  }

  #serve(request: IncomingMessage, response: ServerResponse): void {
    const refusal = this.#guard.judge(request);
    if (refusal) refuse(response, refusal);
    else if (request.url === '/mcp') this.#endpointFor(undefined).serve(request, response);
    else this.#route(request, response);
  }

  #route(request: IncomingMessage, response: ServerResponse): void {
    const [, route, server, ...rest] = (request.url ?? '').split('?', 1)[0]?.split('/') ?? [];
    const isMcp = route === 'mcp';
    if ((!isMcp && route !== 'sse' && route !== 'messages') || rest.length > 0) {
      const error = { code: ERRORS.invalid_request.jsonRpc, message: 'Nothing is served here.' };
      sendError(response, { status: 404, error });
      return;
    }
    const endpoint = this.#endpointFor(server === undefined || server === '' ? undefined : server);
    if (isMcp) endpoint.serve(request, response);
    else endpoint.serveSse(request, response);
  }

  /** Made when first asked for: most servers never have their own. */
  #endpointFor(segment: string | undefined): Endpoint {
    const shown = segment === undefined ? undefined : decode(segment);
    const known = this.#endpoints.get(shown);
    if (known) return known;
    const { gateway, kept, limits, clock } = this.#options;
    const onError: EndpointOptions['onError'] = (...failed) => this.#fail(...failed);
    const endpoint = new Endpoint({ gateway, kept, shown, limits, clock, onError });
    this.#endpoints.set(shown, endpoint);
    return endpoint;
  }
}

/** The address of `/mcp` on a host and port. */
export function urlOf(host: string, port: number): string {
  return `http://${host.includes(':') ? `[${host}]` : host}:${port}/mcp`;
}

function refuse(response: ServerResponse, { status, message }: Refusal): void {
  const headers: Record<string, string> = { connection: 'close' };
  if (status === 401) headers['www-authenticate'] = 'Bearer realm="trunkline"';
  sendError(response, { status, error: { code: ERRORS.invalid_request.jsonRpc, message }, headers });
}

function decode(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment; // no server is called so, which the answer will say
  }
}
