import { type JSONRPCMessage, StreamableHTTPClientTransport } from '@modelcontextprotocol/client';
import type { RemoteDefinition } from '../../config/config.ts';
import { type ParamHeader, paramHeaders } from '../../protocol/http/param-headers.ts';
import {
  type JsonRpcNotification,
  type JsonRpcRequest,
  type JsonRpcResponse,
  type Message,
  ownId,
  type RequestId,
} from '../../protocol/json-rpc.ts';
import { judgeMessage, type ParseLimits, RefusedFrame } from '../../protocol/parse.ts';
import { META, metaOf } from '../../protocol/versions.ts';
import type { InvalidFrame } from '../../protocol/wire.ts';
import { BriefMap } from '../../shared/brief-map.ts';
import { type Clock, systemClock } from '../../shared/clock.ts';
import { GatewayError } from '../../shared/errors.ts';
import type { ServerWire } from '../start.ts';
import { type Failure, interrupted, judgeFailure } from './failure.ts';
import { createFetch } from './network/create-fetch.ts';
import type { Dialler } from './network/dialler.ts';
import type { Authorization } from './oauth/authorization.ts';
import { authorizedFetch } from './oauth/authorized-fetch.ts';
import { watchStandingStream } from './standing-stream.ts';

interface Running {
  readonly controller: AbortController;
  readonly isModern: boolean;
}

interface HttpWireOptions {
  readonly definition: RemoteDefinition;
  /** Closed with the wire. */
  readonly dialler: Dialler;
  readonly limits: ParseLimits;
  /** Shows the server who asks; undefined where its headers do. */
  readonly authorization: Authorization | undefined;
  /** What a tool's arguments are to be repeated in, by the tool's name. */
  readonly paramHeadersOf: (toolName: string) => readonly ParamHeader[];
  readonly clock?: Clock;
}

/** A server is not waited for longer when it is told that its session is over. */
const GOODBYE_MS = 1_000;
/** Others of a forgotten session are waited for so long: each is told for itself that it was not looked at. */
const EXPIRY_MS = 1_000;
/** A stream that was lost is opened again, after ever longer pauses; for a minute and three quarters in all. */
const RECONNECTION = {
  initialReconnectionDelay: 1_000,
  reconnectionDelayGrowFactor: 1.5,
  maxReconnectionDelay: 30_000,
  maxRetries: 10,
};
const GIVEN_UP = /^Maximum reconnection attempts/;

/** The wire to a Streamable HTTP server of either era, over the SDK's transport: each request has a POST of its own. */
export class HttpWire implements ServerWire {
  onMessage: (message: Message) => void = () => {};
  onInvalid: (frame: InvalidFrame) => void = () => {};
  onClose: (reason?: Error) => void = () => {};
  onLost: (id: RequestId, error: Error) => void = () => {};
  onMissed: () => void = () => {};
  readonly #options: HttpWireOptions;
  readonly #transport: StreamableHTTPClientTransport;
  /** Ends the exchange of a request; a modern one is cancelled by that. */
  readonly #running = new BriefMap<RequestId, Running>();
  #initializeId: RequestId | undefined;
  /** Holds back what must not arrive before `initialized` has. */
  #initialized: Promise<void> | undefined;
  /** Requests that a forgotten session did not take; nothing is sent in it any more. */
  #expired: RequestId[] | undefined;
  #isOpen = true;

  constructor(options: HttpWireOptions) {
    this.#options = options;
    const { definition, dialler, limits, authorization } = options;
    const { url, headers } = definition;
    const { maxMessageBytes: maxBytes } = limits;
    const fetch = createFetch({ dialler, maxBytes, onTooLong: (error, body) => this.#tooLong(error, body) });
    const authorized = authorization ? authorizedFetch(fetch, authorization) : fetch;
    this.#transport = new StreamableHTTPClientTransport(new URL(url), {
      requestInit: { headers },
      reconnectionOptions: RECONNECTION,
      fetch: watchStandingStream(authorized, {
        forgotten: () => this.#forgotten(),
        reopened: () => this.onMissed(),
      }),
    });
    this.#transport.onmessage = (message) => this.#receive(message);
    // What a request fails of is told where it was sent.
    this.#transport.onerror = ({ message }) => {
      if (GIVEN_UP.test(message)) this.#end(new Error('The server cannot be reached any more.'));
    };
    void this.#transport.start();
  }

  send(message: Message): void {
    if (!this.#isOpen) return;
    if (this.#initialized) void this.#initialized.then(() => this.#dispatch(message));
    else this.#dispatch(message);
  }

  async close(): Promise<void> {
    if (!this.#isOpen) return;
    this.#finish();
    const { clock = systemClock } = this.#options;
    const goodbye = this.#transport.terminateSession().catch(() => undefined); // it may be gone already
    await Promise.race([goodbye, new Promise<void>((resolve) => clock.after(GOODBYE_MS, resolve))]);
    await this.#transport.close();
    this.#options.dialler.close();
  }

  #dispatch(message: Message): void {
    if ('method' in message && 'id' in message) this.#request(message);
    else if ('method' in message && message.method === 'notifications/cancelled') this.#cancel(message);
    else this.#sendAside(message);
  }

  /** What nothing is waited for: if it does not arrive, what it was about fails by itself. */
  #sendAside(message: JsonRpcNotification | JsonRpcResponse): void {
    const sent = this.#transport.send(message as JSONRPCMessage).catch(() => undefined);
    if (!('method' in message) || message.method !== 'notifications/initialized') return;
    this.#initialized = sent.then(() => {
      this.#initialized = undefined;
    });
  }

  /** Ending the exchange of a modern request cancels it; a legacy server is told, and its answer not waited for. */
  #cancel(message: JsonRpcNotification): void {
    const id = message.params?.requestId as RequestId;
    const running = this.#running.get(id);
    if (!running?.isModern) this.#sendAside(message);
    running?.controller.abort();
    this.#settle(id);
  }

  #request(message: JsonRpcRequest): void {
    const { id, method, params } = message;
    if (this.#expired) {
      this.#expired.push(id);
      return;
    }
    const isModern = META.protocolVersion in (metaOf(params) ?? {});
    const controller = new AbortController();
    if (method === 'initialize') this.#initializeId = id;
    this.#running.set(id, { controller, isModern });
    const headers =
      isModern && method === 'tools/call'
        ? paramHeaders(this.#options.paramHeadersOf(String(params?.name)), params?.arguments)
        : {};
    const onRequestStreamEnd = (): void =>
      this.#fail(id, { kind: 'lost', error: interrupted('The server ended the stream before its answer.') });
    this.#transport
      .send(message, { headers, onRequestStreamEnd, requestSignal: controller.signal })
      .catch((error: unknown) => {
        if (!controller.signal.aborted)
          this.#fail(id, judgeFailure(error, this.#transport.sessionId !== undefined));
      });
  }

  #receive(tree: unknown): void {
    const message = judgeMessage(tree, this.#options.limits);
    if (message instanceof RefusedFrame) {
      this.onInvalid(message);
      if (message.answers !== undefined) this.#settle(message.answers);
      return;
    }
    const answered = 'method' in message ? null : message.id;
    if (answered !== null && ownId(answered) === this.#initializeId && 'result' in message)
      this.#transport.setProtocolVersion(String(message.result.protocolVersion));
    this.onMessage(message);
    if (answered !== null) this.#settle(answered);
  }

  #fail(id: RequestId, failure: Failure): void {
    if (!this.#isOpen) return;
    if (failure.kind === 'expired') this.#expire(id);
    else if (failure.kind === 'lost') this.onLost(id, failure.error);
    else this.onMessage({ jsonrpc: '2.0', id, error: failure.error });
    this.#settle(id);
  }

  #settle(id: RequestId): void {
    this.#running.delete(ownId(id));
    if (this.#expired && this.#running.size === 0) this.#endExpired();
  }

  /** The wire closes once all that is under way has ended; what comes next begins with another session. */
  #expire(...ids: RequestId[]): void {
    const { clock = systemClock } = this.#options;
    if (!this.#expired) clock.after(EXPIRY_MS, () => this.#endExpired());
    this.#expired = [...(this.#expired ?? []), ...ids];
  }

  #forgotten(): void {
    if (this.#transport.sessionId === undefined) return;
    this.#expire();
    if (this.#running.size === 0) this.#endExpired();
  }

  #endExpired(): void {
    const expired = 'The server has forgotten the session.';
    for (const id of this.#expired?.splice(0) ?? [])
      this.onLost(id, new GatewayError('server_unavailable', expired, { data: 'never sent' }));
    this.#end(new Error(expired));
  }

  /** An answer that is too long fails its request; on the stream that answers nothing, the whole wire. */
  #tooLong(error: Error, requestBody: string | undefined): void {
    if (requestBody === undefined) {
      this.#end(error);
      return;
    }
    const { id } = JSON.parse(requestBody);
    // Without this the SDK would ask for the same stream again.
    this.#running.get(id)?.controller.abort();
    this.onLost(id, error);
    this.#settle(id);
  }

  #end(reason: Error): void {
    this.#finish(reason);
    void this.#transport.close();
    this.#options.dialler.close();
  }

  #finish(reason?: Error): void {
    if (!this.#isOpen) return;
    this.#isOpen = false;
    for (const { controller } of this.#running.values()) controller.abort();
    this.#running.clear();
    this.onClose(reason);
  }
}
