import type { Caller } from '../downstream/caller.ts';
import type { JsonObject } from '../protocol/json-rpc.ts';
import { META } from '../protocol/versions.ts';
import { GatewayError } from '../shared/errors.ts';

type Notify = (method: string, params: JsonObject | undefined) => void;

/**
 * The callers of modern requests on one wire. Nothing is inferred from earlier requests: each request's
 * own capabilities and log level decide, and equal ones give the same caller, so that connections are reused.
 */
export class ModernCallers {
  readonly #session: Pick<Caller, 'sessionId' | 'workspace'>;
  readonly #notify: Notify;
  readonly #callers = new Map<string, Caller>();

  constructor(session: Pick<Caller, 'sessionId' | 'workspace'>, notify: Notify) {
    this.#session = session;
    this.#notify = notify;
  }

  all(): Caller[] {
    return [...this.#callers.values()];
  }

  get(meta: JsonObject): Caller {
    const capabilities = meta[META.clientCapabilities] as JsonObject;
    const level = meta[META.logLevel];
    const logLevel = typeof level === 'string' ? level : undefined;
    const key = JSON.stringify([capabilities, logLevel]);
    let caller = this.#callers.get(key);
    if (!caller) {
      caller = this.#create(capabilities, logLevel);
      this.#callers.set(key, caller);
    }
    return caller;
  }

  #create(capabilities: JsonObject, logLevel: string | undefined): Caller {
    return {
      sessionId: this.#session.sessionId,
      workspace: this.#session.workspace,
      capabilities,
      logLevel,
      roots: async () => [],
      ask: async (method) => {
        throw new GatewayError('not_answerable', `${method}: this host takes no requests from servers.`);
      },
      notify: (_serverName, method, params) => {
        // Log messages reach a modern client only where its request asked for them.
        if (method === 'notifications/message' && logLevel !== undefined) this.#notify(method, params);
      },
    };
  }
}
