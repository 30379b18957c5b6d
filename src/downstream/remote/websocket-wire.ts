import type { RemoteDefinition } from '../../config/config.ts';
import type { Message } from '../../protocol/json-rpc.ts';
import { type ParseLimits, parseMessage, RefusedFrame } from '../../protocol/parse.ts';
import type { InvalidFrame } from '../../protocol/wire.ts';
import { GatewayError } from '../../shared/errors.ts';
import type { ServerWire } from '../start.ts';

const SUBPROTOCOL = 'mcp';
const NORMAL_CLOSURE = 1000;

/** The wire to a server behind a WebSocket: one text frame, one message. */
export class WebSocketWire implements ServerWire {
  onMessage: (message: Message) => void = () => {};
  onInvalid: (frame: InvalidFrame) => void = () => {};
  onClose: (reason?: Error) => void = () => {};
  readonly #socket: WebSocket;
  readonly #limits: ParseLimits;
  #isOpen = true;

  private constructor(socket: WebSocket, limits: ParseLimits) {
    this.#socket = socket;
    this.#limits = limits;
    socket.addEventListener('message', ({ data }) => this.#receive(data));
    socket.addEventListener('close', ({ code }) => this.#lost(`The server closed the socket (${code}).`));
  }

  /** @throws GatewayError `server_unavailable` */
  static open({ name, url, headers }: RemoteDefinition, limits: ParseLimits): Promise<WebSocketWire> {
    const socket = new WebSocket(url, { protocols: [SUBPROTOCOL], headers });
    return new Promise((resolve, reject) => {
      socket.addEventListener('open', () => resolve(new WebSocketWire(socket, limits)), { once: true });
      socket.addEventListener(
        'error',
        () => reject(new GatewayError('server_unavailable', `${name} cannot be reached at ${url}.`)),
        { once: true },
      );
    });
  }

  send(message: Message): void {
    if (this.#isOpen) this.#socket.send(JSON.stringify(message));
  }

  async close(): Promise<void> {
    if (!this.#isOpen) return;
    this.#isOpen = false;
    this.#socket.close(NORMAL_CLOSURE);
    this.onClose();
  }

  #receive(data: unknown): void {
    if (!this.#isOpen || typeof data !== 'string') return;
    const message = parseMessage(data, this.#limits);
    if (message instanceof RefusedFrame) this.onInvalid(message);
    else this.onMessage(message);
  }

  #lost(reason: string): void {
    if (!this.#isOpen) return;
    this.#isOpen = false;
    this.onClose(new Error(reason));
  }
}
