import { randomUUID } from 'node:crypto';
import type { Caller } from '../downstream/caller.ts';
import type { JsonObject } from '../protocol/json-rpc.ts';
import { LOG_LEVELS, META } from '../protocol/versions.ts';
import { GatewayError } from '../shared/errors.ts';

/** Kinds of client kept at one address; beyond it, the one that was silent longest is released. */
const MAX_KEPT = 200;

interface ModernCallersOptions {
  readonly sessionId?: string;
  readonly workspace: string;
  /** Gives back what a caller used, once it is forgotten. */
  readonly release: (caller: Caller) => void;
}

/** Whose connections requests use that declare the same. */
interface Owner extends Caller {
  /** Requests on its behalf. */
  running: number;
  /** Counted over all of them: the one with the lowest was silent longest. */
  lastUse: number;
}

interface ModernCaller extends Caller {
  readonly owner: Owner;
}

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
  readonly #release: (caller: Caller) => void;
  /** By what they declare. */
  readonly #owners = new Map<string, Owner>();
  #uses = 0;

  constructor({ sessionId = randomUUID(), workspace, release }: ModernCallersOptions) {
    this.#sessionId = sessionId;
    this.#workspace = workspace;
    this.#release = release;
  }

  /** The caller of one request, by the request's `_meta`. Everything that it does runs within `hold`. */
  ofRequest(meta: JsonObject, { ask, log }: RequestEnds): ModernCaller {
    const owner = this.#ownerOf(meta[META.clientCapabilities] as JsonObject);
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

  /** Keeps what a caller uses for as long as something runs on its behalf. */
  hold<T>({ owner }: ModernCaller, run: () => Promise<T>): Promise<T> {
    owner.running++;
    const release = (): void => {
      owner.running--;
    };
    const running = run();
    running.then(release, release);
    return running;
  }

  /** Releases all of them: there will be no more requests. */
  close(): void {
    for (const owner of this.#owners.values()) this.#release(owner);
    this.#owners.clear();
  }

  #ownerOf(capabilities: JsonObject): Owner {
    const key = JSON.stringify(capabilities);
    let owner = this.#owners.get(key);
    if (!owner) {
      this.#makeRoom();
      owner = this.#create(capabilities);
      this.#owners.set(key, owner);
    }
    owner.lastUse = ++this.#uses;
    return owner;
  }

  #makeRoom(): void {
    const surplus = this.#owners.size - MAX_KEPT + 1;
    if (surplus <= 0) return;
    const idle = [...this.#owners].filter(([, { running }]) => running === 0);
    idle.sort(([, a], [, b]) => a.lastUse - b.lastUse);
    for (const [key, owner] of idle.slice(0, surplus)) {
      this.#owners.delete(key);
      this.#release(owner);
    }
  }

  #create(capabilities: JsonObject): Owner {
    return {
      running: 0,
      lastUse: 0,
      sessionId: this.#sessionId,
      workspace: this.#workspace,
      capabilities,
      logLevel: undefined,
      roots: async () => [],
      ask: async ({ method }) => {
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
