import { DRAINED, DRAINING } from '../../protocol/daemon/hello.ts';
import type { Message } from '../../protocol/json-rpc.ts';
import type { LineWire } from '../../protocol/line-wire.ts';
import type { InvalidFrame, Wire } from '../../protocol/wire.ts';

/** A host's frames as its shim passes them on, without the few words that shim and daemon have for each other. */
export class HostWire implements Wire {
  readonly #lines: LineWire;
  readonly #drained = Promise.withResolvers<void>();

  constructor(lines: LineWire) {
    this.#lines = lines;
  }

  /** Asks the shim to send nothing more. Resolves when all that it had sent has arrived. */
  drain(): Promise<void> {
    this.#lines.send({ jsonrpc: '2.0', method: DRAINING });
    return this.#drained.promise;
  }

  set onMessage(reader: (message: Message) => void) {
    this.#lines.onMessage = (message) => {
      if ('method' in message && message.method === DRAINED) this.#drained.resolve();
      else reader(message);
    };
  }

  set onInvalid(reader: (frame: InvalidFrame) => void) {
    this.#lines.onInvalid = reader;
  }

  set onClose(reader: (reason?: Error) => void) {
    this.#lines.onClose = (reason) => {
      this.#drained.resolve(); // a lost shim sends nothing more either
      reader(reason);
    };
  }

  send(message: Message): void {
    this.#lines.send(message);
  }

  close(): Promise<void> {
    return this.#lines.close();
  }
}
