import { type JSONRPCMessage, StreamableHTTPClientTransport } from '@modelcontextprotocol/client';
import type { RemoteDefinition } from '../../config/config.ts';
import { asMessage, findFault } from '../../protocol/envelope.ts';
import { type ParamHeader, paramHeaders } from '../../protocol/http/param-headers.ts';
import type {
  JsonRpcNotification,
  JsonRpcRequest,
  JsonRpcResponse,
  Message,
  RequestId,
} from '../../protocol/json-rpc.ts';
import { RefusedFrame } from '../../protocol/parse.ts';
import { META, metaOf } from '../../protocol/versions.ts';
import type { InvalidFrame } from '../../protocol/wire.ts';
import { type Clock, systemClock } from '../../shared/clock.ts';
import { GatewayError } from '../../shared/errors.ts';
import type { ServerWire } from '../start.ts';
import { type Failure, interrupted, judgeFailure } from './failure.ts';

interface HttpWireOptions {
  readonly definition: RemoteDefinition;
  /** What a tool's arguments are to be repeated in, by the tool's name. */
  readonly paramHeadersOf: (toolName: string) => readonly ParamHeader[];
  readonly clock?: Clock;
}

/** A server is not waited for longer when it is told that its session is over. */
const GOODBYE_MS = 1_000;

/** The wire to a Streamable HTTP server of either era, over the SDK's transport: each request has a POST of its own. */
export class HttpWire implements ServerWire {
  onMessage: (message: Message) => void = () => {};
  onInvalid: (frame: InvalidFrame) => void = () => {};
  onClose: (reason?: Error) => void = () => {};
  onLost: (id: RequestId, error: Error) => void = () => {};
  readonly #options: HttpWireOptions;
  readonly #transport: StreamableHTTPClientTransport;
  /** Ends the stream of a modern request, which cancels it. */
  readonly #running = new Map<RequestId, AbortController>();
  #initializeId: RequestId | undefined;
  /** Holds back what must not arrive before `initialized` has. */
  #initialized: Promise<void> | undefined;
  #isOpen = true;

  constructor(options: HttpWireOptions) {
    this.#options = options;
    const { url, headers } = options.definition;
    this.#transport = new StreamableHTTPClientTransport(new URL(url), { requestInit: { headers } });
    this.#transport.onmessage = (message) => this.#receive(message);
    this.#transport.onerror = () => {}; // told where each request fails; a lost GET stream is reopened
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
  }

  #dispatch(message: Message): void {
    if ('method' in message && 'id' in message) this.#request(message);
    else if (!('method' in message) || !this.#cancels(message)) this.#sendAside(message);
  }

  /** What nothing is waited for: if it does not arrive, what it was about fails by itself. */
  #sendAside(message: JsonRpcNotification | JsonRpcResponse): void {
    const sent = this.#transport.send(message as JSONRPCMessage).catch(() => undefined);
    if (!('method' in message) || message.method !== 'notifications/initialized') return;
    this.#initialized = sent.then(() => {
      this.#initialized = undefined;
    });
  }

  /** Closing the stream of a modern request cancels it. @returns whether that was all there is to do. */
  #cancels({ method, params }: JsonRpcNotification): boolean {
    const id = params?.requestId as RequestId;
    const controller = method === 'notifications/cancelled' ? this.#running.get(id) : undefined;
    this.#running.delete(id);
    controller?.abort();
    return controller !== undefined;
  }

  #request(message: JsonRpcRequest): void {
    const { id, method, params } = message;
    const isModern = META.protocolVersion in (metaOf(params) ?? {});
    const controller = new AbortController();
    if (method === 'initialize') this.#initializeId = id;
    if (isModern) this.#running.set(id, controller);
    const headers =
      isModern && method === 'tools/call'
        ? paramHeaders(this.#options.paramHeadersOf(String(params?.name)), params?.arguments)
        : {};
    const onRequestStreamEnd = (): void =>
      this.#fail(id, { kind: 'lost', error: interrupted('The server ended the stream before its answer.') });
    this.#transport
      .send(message, { headers, onRequestStreamEnd, ...(isModern && { requestSignal: controller.signal }) })
      .catch((error: unknown) => {
        if (!controller.signal.aborted)
          this.#fail(id, judgeFailure(error, this.#transport.sessionId !== undefined));
      });
  }

  #receive(tree: unknown): void {
    const fault = findFault(tree);
    if (fault) {
      this.onInvalid(new RefusedFrame('invalid_request', fault, '', tree));
      return;
    }
    const message = asMessage(tree);
    if (!('method' in message) && message.id !== null) {
      this.#running.delete(message.id);
      if (message.id === this.#initializeId && 'result' in message)
        this.#transport.setProtocolVersion(String(message.result.protocolVersion));
    }
    this.onMessage(message);
  }

  #fail(id: RequestId, failure: Failure): void {
    this.#running.delete(id);
    if (!this.#isOpen) return;
    if (failure.kind === 'refused') this.onMessage({ jsonrpc: '2.0', id, error: failure.error });
    else if (failure.kind === 'lost') this.onLost(id, failure.error);
    else this.#expire(id);
  }

  /** Closes the wire: what comes next begins with another session. */
  #expire(id: RequestId): void {
    const expired = 'The server has forgotten the session.';
    this.onLost(id, new GatewayError('server_unavailable', expired, { data: 'never sent' }));
    this.#finish(new Error(expired));
    void this.#transport.close();
  }

  #finish(reason?: Error): void {
    if (!this.#isOpen) return;
    this.#isOpen = false;
    for (const controller of this.#running.values()) controller.abort();
    this.#running.clear();
    this.onClose(reason);
  }
}
