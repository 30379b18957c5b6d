import { randomUUID } from 'node:crypto';
import type { Caller } from '../downstream/caller.ts';
import type { JsonObject } from '../protocol/json-rpc.ts';
import { LOG_LEVELS, META } from '../protocol/versions.ts';
import { GatewayError } from '../shared/errors.ts';

/** More kinds of client at one address than this, and the one that was first seen is forgotten. */
const MAX_CALLERS = 200;

/** What a single modern request adds to the caller whose connections it uses. */
interface RequestEnds {
  readonly ask: Caller['ask'];
  log(params: JsonObject): void;
}

/**
 * The callers of modern requests. Nothing is inferred from earlier requests: each request's own capabilities
 * decide, and equal ones have the same owner, so that connections are reused.
 */
export class ModernCallers {
  readonly #sessionId: string;
  readonly #workspace: string;
  readonly #owners = new Map<string, Caller>();

  constructor({ sessionId = randomUUID(), workspace }: { sessionId?: string; workspace: string }) {
    this.#sessionId = sessionId;
    this.#workspace = workspace;
  }

  all(): Caller[] {
    return [...this.#owners.values()];
  }

  /** The caller of one request, by the request's `_meta`. */
  ofRequest(meta: JsonObject, { ask, log }: RequestEnds): Caller {
    const owner = this.#ownerFor(meta[META.clientCapabilities] as JsonObject);
    const level = meta[META.logLevel];
    const logLevel = typeof level === 'string' ? level : undefined;
    return {
      owner,
      sessionId: owner.sessionId,
      workspace: owner.workspace,
      capabilities: owner.capabilities,
      logLevel,
      roots: owner.roots,
      ask,
      notify: (_serverName, method, params) => {
        if (method === 'notifications/message' && params && isWanted(params.level, logLevel)) log(params);
      },
    };
  }

  #ownerFor(capabilities: JsonObject): Caller {
    const key = JSON.stringify(capabilities);
    let owner = this.#owners.get(key);
    if (!owner) {
      owner = this.#create(capabilities);
      const [oldest] = this.#owners.keys();
      if (this.#owners.size >= MAX_CALLERS && oldest !== undefined) this.#owners.delete(oldest);
      this.#owners.set(key, owner);
    }
    return owner;
  }

  #create(capabilities: JsonObject): Caller {
    return {
      sessionId: this.#sessionId,
      workspace: this.#workspace,
      capabilities,
      logLevel: undefined,
      roots: async () => [],
      ask: async (method) => {
        throw new GatewayError('not_answerable', `${method}: no call is in flight that it could belong to.`);
      },
      notify: () => {}, // what belongs to no request does not reach a modern client
    };
  }
}

/** Log messages reach a modern client only where its request asked for them, and at its level. */
function isWanted(level: unknown, wanted: string | undefined): boolean {
  return wanted !== undefined && LOG_LEVELS.indexOf(String(level)) >= LOG_LEVELS.indexOf(wanted);
}
