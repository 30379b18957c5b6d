import { type JSONRPCMessage, SSEClientTransport } from '@modelcontextprotocol/client';
import type { RemoteDefinition } from '../../config/config.ts';
import { asMessage, findFault } from '../../protocol/envelope.ts';
import type { Message, RequestId } from '../../protocol/json-rpc.ts';
import { RefusedFrame } from '../../protocol/parse.ts';
import type { InvalidFrame } from '../../protocol/wire.ts';
import { GatewayError, messageOf } from '../../shared/errors.ts';
import type { ServerWire } from '../start.ts';
import { interrupted } from './failure.ts';

/** The wire to a server of the transport of 2024-11-05: one stream for all that comes. Losing it ends the wire. */
export class SseWire implements ServerWire {
  onMessage: (message: Message) => void = () => {};
  onInvalid: (frame: InvalidFrame) => void = () => {};
  onClose: (reason?: Error) => void = () => {};
  onLost: (id: RequestId, error: Error) => void = () => {};
  readonly #transport: SSEClientTransport;
  /** The messages on their way: this transport keeps no order by itself. */
  #sending: Promise<void> = Promise.resolve();
  #isOpen = true;

  private constructor({ url, headers }: RemoteDefinition) {
    this.#transport = new SSEClientTransport(new URL(url), { requestInit: { headers } });
    this.#transport.onmessage = (message) => this.#receive(message);
  }

  /** @throws GatewayError `server_unavailable` */
  static async open(definition: RemoteDefinition): Promise<SseWire> {
    const wire = new SseWire(definition);
    const transport = wire.#transport;
    try {
      await transport.start();
    } catch (error) {
      await transport.close();
      const reason = `${definition.name} cannot be reached: ${messageOf(error)}`;
      throw new GatewayError('server_unavailable', reason, { cause: error });
    }
    // An event source connects again by itself, but to a session that knows nothing of ours.
    transport.onerror = (error) => wire.#lost(error);
    return wire;
  }

  send(message: Message): void {
    if (!this.#isOpen) return;
    this.#sending = this.#sending.then(() =>
      this.#transport.send(message as JSONRPCMessage).catch((error: unknown) => {
        if ('id' in message && 'method' in message)
          this.onLost(message.id, interrupted(messageOf(error), error));
      }),
    );
  }

  async close(): Promise<void> {
    if (!this.#isOpen) return;
    this.#isOpen = false;
    await this.#transport.close();
    this.onClose();
  }

  #receive(tree: unknown): void {
    const fault = findFault(tree);
    if (fault) this.onInvalid(new RefusedFrame('invalid_request', fault, '', tree));
    else this.onMessage(asMessage(tree));
  }

  #lost(error: Error): void {
    if (!this.#isOpen) return;
    this.#isOpen = false;
    void this.#transport.close();
    this.onClose(error);
  }
}
