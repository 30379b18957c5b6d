import { type JSONRPCMessage, SSEClientTransport } from '@modelcontextprotocol/client';
import type { RemoteDefinition } from '../../config/config.ts';
import type { Message, RequestId } from '../../protocol/json-rpc.ts';
import { judgeMessage, type ParseLimits, RefusedFrame } from '../../protocol/parse.ts';
import type { InvalidFrame } from '../../protocol/wire.ts';
import { GatewayError, messageOf } from '../../shared/errors.ts';
import type { ServerWire } from '../start.ts';
import { judgeFailure } from './failure.ts';
import { createFetch } from './network/create-fetch.ts';
import type { Dialler } from './network/dialler.ts';
import type { Authorization } from './oauth/authorization.ts';
import { authorizedFetch } from './oauth/authorized-fetch.ts';

interface SseWireOptions {
  readonly definition: RemoteDefinition;
  /** Closed with the wire. */
  readonly dialler: Dialler;
  readonly limits: ParseLimits;
  /** Shows the server who asks; undefined where its headers do. */
  readonly authorization: Authorization | undefined;
}

/** The wire to a server of the transport of 2024-11-05: one stream for all that comes. Losing it ends the wire. */
export class SseWire implements ServerWire {
  onMessage: (message: Message) => void = () => {};
  onInvalid: (frame: InvalidFrame) => void = () => {};
  onClose: (reason?: Error) => void = () => {};
  onLost: (id: RequestId, error: Error) => void = () => {};
  readonly #options: SseWireOptions;
  readonly #transport: SSEClientTransport;
  /** The messages on their way: this transport keeps no order by itself. */
  #sending: Promise<void> = Promise.resolve();
  /** An event source keeps for itself what its requests fail of. */
  #refusal: GatewayError | undefined;
  #isOpen = true;

  private constructor(options: SseWireOptions) {
    this.#options = options;
    const { definition, dialler, limits, authorization } = options;
    const { url, headers } = definition;
    const bare = createFetch({
      dialler,
      maxBytes: limits.maxMessageBytes,
      onTooLong: (error) => this.#lost(error),
    });
    const noteRefusal = (error: GatewayError): void => {
      this.#refusal = error;
    };
    const fetch = authorization ? authorizedFetch(bare, authorization, noteRefusal) : bare;
    this.#transport = new SSEClientTransport(new URL(url), { requestInit: { headers }, fetch });
    this.#transport.onmessage = (message) => this.#receive(message);
  }

  /** @throws GatewayError `server_unavailable` */
  static async open(options: SseWireOptions): Promise<SseWire> {
    const wire = new SseWire(options);
    try {
      await wire.#transport.start();
    } catch (error) {
      await wire.#release();
      if (error instanceof GatewayError || wire.#refusal) throw wire.#refusal ?? error;
      const reason = `${options.definition.name} cannot be reached: ${messageOf(error)}`;
      throw new GatewayError('server_unavailable', reason, { cause: error });
    }
    // An event source connects again by itself, but to a session that knows nothing of ours.
    wire.#transport.onerror = (error) => wire.#lost(error);
    return wire;
  }

  send(message: Message): void {
    if (!this.#isOpen) return;
    this.#sending = this.#sending.then(() =>
      this.#transport.send(message as JSONRPCMessage).catch((error: unknown) => {
        if ('id' in message && 'method' in message) this.#fail(message.id, error);
      }),
    );
  }

  async close(): Promise<void> {
    if (!this.#isOpen) return;
    this.#isOpen = false;
    await this.#release();
    this.onClose();
  }

  #receive(tree: unknown): void {
    const message = judgeMessage(tree, this.#options.limits);
    if (message instanceof RefusedFrame) this.onInvalid(message);
    else this.onMessage(message);
  }

  #fail(id: RequestId, error: unknown): void {
    const failure = judgeFailure(error, false);
    if (failure.kind === 'refused') this.onMessage({ jsonrpc: '2.0', id, error: failure.error });
    else if (failure.kind === 'lost') this.onLost(id, failure.error);
  }

  #lost(error: Error): void {
    if (!this.#isOpen) return;
    this.#isOpen = false;
    void this.#release();
    this.onClose(error);
  }

  async #release(): Promise<void> {
    await this.#transport.close();
    this.#options.dialler.close();
  }
}
