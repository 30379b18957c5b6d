import type { Caller } from '../../../src/downstream/caller.ts';
import type { ServerWire } from '../../../src/downstream/start.ts';
import type {
  JsonObject,
  JsonRpcErrorBody,
  JsonRpcRequest,
  Message,
} from '../../../src/protocol/json-rpc.ts';

type Answers = Readonly<Record<string, (params: JsonObject) => JsonObject | undefined>>;

const INITIALIZED = {
  protocolVersion: '2025-11-25',
  capabilities: { tools: {} },
  serverInfo: { name: 'fake', version: '1' },
};

/** A server in the test's own process: what it is sent, and what it answers at once, an `error` as one; undefined is silence. */
export class FakeServer implements ServerWire {
  onMessage: (message: Message) => void = () => {};
  onInvalid = (): void => {};
  onClose: (reason?: Error) => void = () => {};
  readonly sent: Message[] = [];
  isClosed = false;
  readonly #answers: Answers;

  constructor(answers: Answers = {}) {
    this.#answers = {
      initialize: () => INITIALIZED,
      'tools/list': () => ({ tools: [] }),
      ping: () => ({}),
      ...answers,
    };
  }

  /** The requests of a method that it was sent. */
  requests(method: string): JsonRpcRequest[] {
    return this.sent.filter(
      (message): message is JsonRpcRequest =>
        'method' in message && 'id' in message && message.method === method,
    );
  }

  send(message: Message): void {
    this.sent.push(message);
    if (!('method' in message) || !('id' in message)) return;
    const { id, method, params = {} } = message;
    const result = this.#answers[method]?.(params);
    if (isError(result?.error)) this.onMessage({ jsonrpc: '2.0', id, error: result.error });
    else if (result) this.onMessage({ jsonrpc: '2.0', id, result });
  }

  /** Says something of its own. */
  say(message: Message): void {
    this.onMessage(message);
  }

  async close(): Promise<void> {
    this.isClosed = true;
    this.onClose();
  }
}

function isError(value: unknown): value is JsonRpcErrorBody {
  return typeof value === 'object' && value !== null && 'code' in value;
}

/** A session as servers see it, with nothing behind it. */
export function caller(sessionId: string, overrides: Partial<Caller> = {}): Caller {
  return {
    sessionId,
    workspace: '',
    capabilities: {},
    logLevel: undefined,
    roots: async () => [],
    ask: async () => ({ action: 'decline' }),
    notify: () => {},
    ...overrides,
  };
}
