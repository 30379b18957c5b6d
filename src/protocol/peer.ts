import { BriefMap } from '../shared/brief-map.ts';
import type { Clock } from '../shared/clock.ts';
import { GatewayError, PeerError } from '../shared/errors.ts';
import {
  type JsonObject,
  type JsonRpcErrorBody,
  type JsonRpcNotification,
  type JsonRpcRequest,
  type Message,
  ownId,
  type RequestId,
} from './json-rpc.ts';
import { cancelledError, Pending, type RequestOptions } from './pending.ts';
import type { InvalidFrame, Wire } from './wire.ts';

/** What a request is answered with; errors are translated before they reach the peer. */
export type Answer = { result: JsonObject } | { error: JsonRpcErrorBody };

/** What the owner of a peer does with what arrives. */
export interface PeerEvents {
  /** Must not reject. The signal fires when the other side cancels or goes away. */
  request(request: JsonRpcRequest, signal: AbortSignal): Promise<Answer>;
  notification(notification: JsonRpcNotification): void;
  invalid(frame: InvalidFrame): void;
  closed(reason?: Error): void;
}

/**
 * One side of a JSON-RPC conversation: remaps ids and progress tokens, cancels, times out. Order is kept:
 * notifications are passed on synchronously as they arrive, answers a microtask later, so progress that
 * came before a result also leaves before it.
 */
export class Peer {
  readonly #wire: Wire;
  readonly #events: PeerEvents;
  readonly #clock: Clock;
  readonly #pending = new BriefMap<RequestId, Pending>();
  /** Takers of progress of requests that were answered and go on. */
  readonly #lasting = new Map<RequestId, (params: JsonObject) => void>();
  readonly #inbound = new BriefMap<RequestId, AbortController>();
  readonly #onAbandoned = (id: number, error: GatewayError): void => this.#abandon(id, error);
  #nextId = 1;
  #closed: Error | true | undefined;

  constructor(wire: Wire, events: PeerEvents, clock: Clock) {
    this.#wire = wire;
    this.#events = events;
    this.#clock = clock;
    wire.onMessage = (message) => this.#receive(message);
    wire.onInvalid = (frame) => this.#refuse(frame);
    wire.onLost = (id, error) => this.#drop(id)?.reject(error);
    wire.onClose = (reason) => this.#end(reason);
  }

  get isOpen(): boolean {
    return this.#closed === undefined;
  }

  /** Requests sent and not yet answered. */
  get inFlight(): number {
    return this.#pending.size;
  }

  /**
   * Gives requests ids from here on: where a conversation goes on in another process, an answer to a request of
   * the earlier one must not be taken for the answer to one of ours.
   */
  countFrom(id: number): void {
    this.#nextId = id;
  }

  /** @throws PeerError as the other side answered; GatewayError on cancel, timeout or a lost connection. */
  request(method: string, params: JsonObject | undefined, options: RequestOptions = {}): Promise<JsonObject> {
    if (this.#closed !== undefined) {
      return Promise.reject(
        new GatewayError('server_unavailable', 'The connection is closed.', { data: 'never sent' }),
      );
    }
    if (options.signal?.aborted) return Promise.reject(cancelledError(method));
    const id = this.#nextId++;
    return new Promise((resolve, reject) => {
      const onAbandoned = this.#onAbandoned;
      const pending = new Pending({ id, method, options, clock: this.#clock, resolve, reject, onAbandoned });
      this.#pending.set(id, pending);
      options.onSent?.(id);
      this.#wire.send({ jsonrpc: '2.0', id, method, ...outgoing(params, id, options) });
    });
  }

  notify(method: string, params?: JsonObject): void {
    if (this.#closed !== undefined) return;
    this.#wire.send(params ? { jsonrpc: '2.0', method, params } : { jsonrpc: '2.0', method });
  }

  /** Sends what a request could not be matched with, e.g. the answer to an unreadable frame. */
  sendError(id: RequestId | null, error: JsonRpcErrorBody): void {
    this.#wire.send({ jsonrpc: '2.0', id, error });
  }

  async close(): Promise<void> {
    await this.#wire.close();
    this.#end();
  }

  #abandon(id: number, error: GatewayError): void {
    this.#drop(id)?.reject(error);
    this.notify('notifications/cancelled', { requestId: id, reason: error.message });
  }

  #drop(given: RequestId): Pending | undefined {
    const id = ownId(given);
    const pending = this.#pending.get(id);
    if (!pending) return undefined;
    this.#pending.delete(id);
    pending.release();
    return pending;
  }

  #receive(message: Message): void {
    if ('method' in message) {
      if ('id' in message) this.#answer(message);
      else this.#notice(message);
    } else if ('error' in message) {
      // An error for an id we never gave (or without one) has no owner; the wire's reader cannot use it.
      if (message.id !== null) this.#drop(message.id)?.reject(new PeerError(message.error));
    } else {
      const pending = this.#drop(message.id);
      if (pending?.options.goesOn) this.#goOn(ownId(message.id), pending.options, message.result);
      pending?.resolve(message.result);
    }
  }

  #goOn(id: RequestId, { onProgress, goesOn }: RequestOptions, result: JsonObject): void {
    const ended = goesOn?.(result);
    if (!ended || ended.aborted || !onProgress) return;
    this.#lasting.set(id, onProgress);
    ended.addEventListener('abort', () => this.#lasting.delete(id), { once: true });
  }

  #refuse(frame: InvalidFrame): void {
    if (frame.answers !== undefined) {
      const what = `The other side's answer was no MCP message: ${frame.error.message}`;
      this.#drop(frame.answers)?.reject(
        new GatewayError('call_interrupted', what, { hint: 'The request has run.' }),
      );
    }
    this.#events.invalid(frame);
  }

  #answer(request: JsonRpcRequest): void {
    const { id } = request;
    if (this.#inbound.has(id)) {
      this.sendError(id, { code: -32600, message: `Request id ${JSON.stringify(id)} is already in use.` });
      return;
    }
    const controller = new AbortController();
    this.#inbound.set(id, controller);
    void this.#events.request(request, controller.signal).then((answer) => {
      this.#inbound.delete(id);
      // A cancelled request gets no answer (spec, basic/utilities/cancellation).
      if (!controller.signal.aborted) this.#wire.send({ jsonrpc: '2.0', id, ...answer });
    });
  }

  #notice(notification: JsonRpcNotification): void {
    const params = notification.params;
    if (notification.method === 'notifications/progress' && params) {
      const token = ownId(params.progressToken as RequestId);
      const pending = this.#pending.get(token);
      pending?.restartTimer();
      (pending?.options.onProgress ?? this.#lasting.get(token))?.(params);
    } else if (notification.method === 'notifications/cancelled' && params) {
      const controller = this.#inbound.get(params.requestId as RequestId);
      if (controller) controller.abort();
      else this.#events.notification(notification);
    } else {
      this.#events.notification(notification);
    }
  }

  #end(reason?: Error): void {
    if (this.#closed !== undefined) return;
    this.#closed = reason ?? true;
    for (const controller of this.#inbound.values()) controller.abort();
    this.#inbound.clear();
    // A wire that knows what is to be said of its requests says so.
    const known = reason instanceof GatewayError ? reason : undefined;
    for (const [id, { method }] of [...this.#pending])
      this.#drop(id)?.reject(known ?? interruptedError(method, reason));
    this.#events.closed(reason);
  }
}

/** The request's own id serves as its progress token, so both are unique on this connection. */
function outgoing(
  params: JsonObject | undefined,
  id: number,
  options: RequestOptions,
): { params: JsonObject } | undefined {
  const meta = params?._meta as JsonObject | undefined;
  if (options.onProgress) return { params: { ...params, _meta: { ...meta, progressToken: id } } };
  if (meta && 'progressToken' in meta) {
    const { progressToken: _foreign, ...rest } = meta;
    return { params: { ...params, _meta: rest } };
  }
  return params && { params };
}

function interruptedError(method: string, cause: Error | undefined): GatewayError {
  return new GatewayError('call_interrupted', `The connection closed while ${method} was running.`, {
    hint: 'It may have run: check before repeating it.',
    cause,
  });
}
