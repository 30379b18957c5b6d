import { isObject } from '../../protocol/json-rpc.ts';

/** The id under which a daemon that has lost the session is told the host's `initialize` again. */
const AGAIN = 'trunkline/initialize-again';
const AGAIN_ANSWER = `{"jsonrpc":"2.0","id":${JSON.stringify(AGAIN)},`;

/** The host's own `initialize`, kept for a daemon that knows nothing of the session: its store may be gone. */
export class Handshake {
  #initialize: string | undefined;

  /** Looks at the first frames of the host only: later ones cannot initialize. */
  note(lines: Buffer): void {
    if (this.#initialize !== undefined || !lines.includes('"initialize"')) return;
    this.#initialize = lines
      .toString()
      .split('\n')
      .find((line) => methodOf(line) === 'initialize');
  }

  /** The frames that bring a fresh session to where the host believes it to be; its answer is ours to keep. */
  replay(): string | undefined {
    if (this.#initialize === undefined) return undefined;
    const initialize = { ...JSON.parse(this.#initialize), id: AGAIN };
    const initialized = { jsonrpc: '2.0', method: 'notifications/initialized' };
    return `${JSON.stringify(initialize)}\n${JSON.stringify(initialized)}\n`;
  }

  /** Takes the answer to a replayed `initialize` out of what goes to the host. */
  withoutAnswer(lines: Buffer): Buffer {
    const start = lines.indexOf(AGAIN_ANSWER);
    if (start < 0) return lines;
    return Buffer.concat([lines.subarray(0, start), lines.subarray(lines.indexOf('\n', start) + 1)]);
  }
}

function methodOf(line: string): unknown {
  try {
    const message: unknown = JSON.parse(line);
    return isObject(message) ? message.method : undefined;
  } catch {
    return undefined; // the daemon answers what is no JSON
  }
}
