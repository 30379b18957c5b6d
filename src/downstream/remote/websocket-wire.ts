import { type RawData, WebSocket } from 'ws';
import type { RemoteDefinition } from '../../config/config.ts';
import type { Message } from '../../protocol/json-rpc.ts';
import { type ParseLimits, parseMessage, RefusedFrame } from '../../protocol/parse.ts';
import type { InvalidFrame } from '../../protocol/wire.ts';
import { GatewayError, messageOf } from '../../shared/errors.ts';
import type { ServerWire } from '../start.ts';
import { tooLong } from './failure.ts';
import type { Dialler } from './network/dialler.ts';

interface WebSocketWireOptions {
  readonly definition: RemoteDefinition;
  /** Closed once the socket is open. */
  readonly dialler: Dialler;
  readonly limits: ParseLimits;
}

const SUBPROTOCOL = 'mcp';
const NORMAL_CLOSURE = 1000;

/** The wire to a server behind a WebSocket: one text frame, one message. */
export class WebSocketWire implements ServerWire {
  onMessage: (message: Message) => void = () => {};
  onInvalid: (frame: InvalidFrame) => void = () => {};
  onClose: (reason?: Error) => void = () => {};
  readonly #socket: WebSocket;
  readonly #options: WebSocketWireOptions;
  #isOpen = true;

  private constructor(socket: WebSocket, options: WebSocketWireOptions) {
    this.#socket = socket;
    this.#options = options;
    socket.on('message', (data, isBinary) => this.#receive(data, isBinary));
    socket.on('error', (error) =>
      this.#lost(isTooLong(error) ? tooLong(options.limits.maxMessageBytes) : error),
    );
    socket.on('close', (code) => this.#lost(new Error(`The server closed the socket (${code}).`)));
  }

  /** @throws GatewayError `server_unavailable` */
  static async open(options: WebSocketWireOptions): Promise<WebSocketWire> {
    const { definition, dialler, limits } = options;
    const { name, url, headers } = definition;
    const { agent } = dialler.routeTo(new URL(url));
    const socket = new WebSocket(url, [SUBPROTOCOL], {
      agent,
      headers,
      maxPayload: limits.maxMessageBytes,
      perMessageDeflate: false, // what is not unpacked cannot burst
    });
    return new Promise((resolve, reject) => {
      // From here on the socket is no longer the agent's.
      socket.once('open', () => resolve(new WebSocketWire(socket, options)));
      socket.once('open', () => dialler.close());
      socket.once('error', (error) => {
        dialler.close();
        const reason = `${name} cannot be reached: ${messageOf(error)}`;
        reject(error instanceof GatewayError ? error : new GatewayError('server_unavailable', reason));
      });
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

  #receive(data: RawData, isBinary: boolean): void {
    if (!this.#isOpen || isBinary) return;
    const message = parseMessage(data as Buffer, this.#options.limits);
    if (message instanceof RefusedFrame) this.onInvalid(message);
    else this.onMessage(message);
  }

  #lost(reason: Error): void {
    if (!this.#isOpen) return;
    this.#isOpen = false;
    this.onClose(reason);
  }
}

function isTooLong(error: Error): boolean {
  return 'code' in error && error.code === 'WS_ERR_UNSUPPORTED_MESSAGE_LENGTH';
}
