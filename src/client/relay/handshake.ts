import { isObject, type JsonObject } from '../../protocol/json-rpc.ts';
import { ownRequest } from './own-frames.ts';

/** The host's own `initialize`, kept for a daemon that knows nothing of the session: its store may be gone. */
export class Handshake {
  #initialize: JsonObject | undefined;

  /** Looks at the frames of the host until it has initialized. */
  note(lines: Buffer): void {
    if (this.#initialize !== undefined || !lines.includes('"initialize"')) return;
    this.#initialize = lines
      .toString()
      .split('\n')
      .map(parse)
      .find((message) => message?.method === 'initialize');
  }

  /** The frames that bring a fresh session to where the host believes it to be. */
  replay(): string | undefined {
    if (this.#initialize === undefined) return undefined;
    const initialized = { jsonrpc: '2.0', method: 'notifications/initialized' };
    return `${ownRequest('initialize', this.#initialize)}${JSON.stringify(initialized)}\n`;
  }
}

function parse(line: string): JsonObject | undefined {
  try {
    const message: unknown = JSON.parse(line);
    return isObject(message) ? message : undefined;
  } catch {
    return undefined; // the daemon answers what is no JSON
  }
}
