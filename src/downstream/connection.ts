import type { JsonObject, JsonRpcNotification, JsonRpcRequest } from '../protocol/json-rpc.ts';
import { type Answer, Peer, type RequestOptions } from '../protocol/peer.ts';
import { type Era, LOG_LEVELS, META, metaOf } from '../protocol/versions.ts';
import type { Wire } from '../protocol/wire.ts';
import type { Clock } from '../shared/clock.ts';
import { type ErrorCode, GatewayError, messageOf, PeerError } from '../shared/errors.ts';
import type { Caller } from './caller.ts';
import { ALL_CAPABILITIES, covers } from './connection-key.ts';
import { envelope, greet, type ServerIdentity } from './handshake.ts';
import { Subscriptions } from './subscriptions.ts';

/** What a connection tells its server's owner. */
export interface ConnectionEvents {
  /** `list_changed`, `resources/updated` and whatever else concerns more than one call. */
  notification(connection: Connection, notification: JsonRpcNotification): void;
  /** It asked while several sessions were calling, and was refused. */
  askedAmbiguously(connection: Connection): void;
  invalidFrame(excerpt: string): void;
  closed(connection: Connection, reason?: Error): void;
}

export interface ConnectionOptions {
  readonly serverName: string;
  readonly wire: Wire;
  readonly era: Era | 'auto';
  /** The capabilities declared to the server: those of the sessions that share this connection. */
  readonly capabilities: JsonObject;
  /** The session it is opened for, whose roots the server may ask for at once. */
  readonly opener: Caller | undefined;
  readonly events: ConnectionEvents;
  readonly clock: Clock;
}

const ABANDONED: ReadonlySet<ErrorCode> = new Set(['call_timed_out', 'cancelled']);
/** A server at work, which does one thing at a time, may take a while to say that it is there. */
const PROBE_PATIENCE_MS = 10_000;

/** One live link to one server. The pool that opened it closes it. */
export class Connection {
  readonly serverName: string;
  readonly capabilities: JsonObject;
  /** Sessions with requests in flight here, and how many each has: whom a question may go to. */
  readonly #calling = new Map<Caller, number>();
  /** Every session that has used this connection and has not ended. */
  readonly attached = new Set<Caller>();
  readonly subscriptions: Subscriptions;
  hasAskedRoots = false;
  readonly #peer: Peer;
  readonly #options: ConnectionOptions;
  #identity: ServerIdentity | undefined;
  #running = 0;
  #isProbing = false;
  #isSilent = false;
  #logRank: number | undefined;
  lastUsedAt: number;

  constructor(options: ConnectionOptions) {
    this.serverName = options.serverName;
    this.capabilities = options.capabilities;
    this.#options = options;
    this.subscriptions = new Subscriptions(this, options.clock);
    this.lastUsedAt = options.clock.now();
    if (options.opener) this.attached.add(options.opener);
    this.#peer = new Peer(
      options.wire,
      {
        request: (request, signal) => this.#answer(request, signal),
        notification: (notification) => this.#notice(notification),
        invalid: (frame) => options.events.invalidFrame(frame.excerpt),
        closed: (reason) => options.events.closed(this, reason),
      },
      options.clock,
    );
  }

  /** Exchanges greetings; to be called once, before anything else. */
  async open(): Promise<ServerIdentity> {
    const { era, capabilities, clock } = this.#options;
    this.#identity = await greet(this.#peer, era, capabilities, clock);
    return this.#identity;
  }

  get identity(): ServerIdentity {
    if (!this.#identity) throw new Error(`Connection to ${this.serverName} is not open.`);
    return this.#identity;
  }

  /** Whether nothing that a server could ask of a client is missing in what was declared. */
  get declaresAll(): boolean {
    return covers(this.capabilities, ALL_CAPABILITIES);
  }

  get isOpen(): boolean {
    return this.#peer.isOpen;
  }

  /** A call was given up, since then it has not even said that it is there, and nobody waits for it. */
  get isSilent(): boolean {
    return this.#isSilent && this.#running === 0;
  }

  /** Requests running, not counting a stream that only listens. */
  get inFlight(): number {
    return this.#running;
  }

  /**
   * Sends one request on behalf of a session, or of Trunkline itself (no caller).
   * @throws PeerError as the server answered; GatewayError on cancel, timeout or a lost connection.
   */
  request(
    method: string,
    params: JsonObject | undefined,
    options: RequestOptions & { caller?: Caller | undefined } = {},
  ): Promise<JsonObject> {
    this.lastUsedAt = this.#options.clock.now();
    const { caller } = options;
    const sent = this.#peer.request(method, this.#stamped(params, options.caller), options);
    if (method === 'subscriptions/listen') return sent;
    this.#running++;
    if (caller) {
      this.attached.add(caller.owner ?? caller);
      this.#calling.set(caller, (this.#calling.get(caller) ?? 0) + 1);
    }
    sent.then(
      () => this.#release(caller),
      (error: unknown) => {
        this.#release(caller);
        if (error instanceof GatewayError && ABANDONED.has(error.code)) this.#probe();
      },
    );
    return sent;
  }

  /** Nobody waits for an answer any more that did not come: is anybody there? */
  #probe(): void {
    if (this.#isProbing || !this.isOpen) return;
    this.#isProbing = true;
    const { clock } = this.#options;
    const cancel = clock.after(PROBE_PATIENCE_MS, () => {
      this.#isSilent = true;
    });
    const heard = (): void => {
      cancel();
      this.#isProbing = false;
      this.#isSilent = false;
    };
    const method = this.#identity?.era === 'modern' ? 'server/discover' : 'ping';
    this.#peer.request(method, this.#stamped({}, undefined)).then(heard, heard);
  }

  /** A shared server is asked for the most talkative level that any of its sessions wants. */
  async setLogLevel(level: string): Promise<void> {
    const rank = LOG_LEVELS.indexOf(level);
    if (this.identity.era === 'modern' || !('logging' in this.identity.capabilities)) return;
    if (rank < 0 || (this.#logRank !== undefined && this.#logRank <= rank)) return;
    this.#logRank = rank;
    await this.request('logging/setLevel', { level });
  }

  notify(method: string, params?: JsonObject): void {
    this.#peer.notify(method, params);
  }

  /** For a time nobody listened: treats the lists and these resources as changed. */
  mayHaveMissed(uris: readonly string[]): void {
    const tell = (method: string, params: JsonObject): void =>
      this.#options.events.notification(this, { jsonrpc: '2.0', method, params });
    tell('notifications/tools/list_changed', {});
    for (const uri of uris) tell('notifications/resources/updated', { uri });
  }

  close(): Promise<void> {
    return this.#peer.close();
  }

  #release(caller: Caller | undefined): void {
    this.lastUsedAt = this.#options.clock.now();
    this.#running--;
    if (!caller) return;
    const left = (this.#calling.get(caller) ?? 1) - 1;
    if (left === 0) this.#calling.delete(caller);
    else this.#calling.set(caller, left);
  }

  /** The era's own envelope; the host's reserved keys never reach a server as they were. */
  #stamped(params: JsonObject | undefined, caller: Caller | undefined): JsonObject | undefined {
    const meta = metaOf(params);
    if (this.#identity?.era === 'modern') {
      const own = envelope(caller?.capabilities ?? this.capabilities);
      if (caller?.logLevel) own[META.logLevel] = caller.logLevel;
      return { ...params, _meta: { ...meta, ...own } };
    }
    if (!meta || !(META.protocolVersion in meta)) return params;
    const rest: JsonObject = { ...meta };
    for (const key of [META.protocolVersion, META.clientInfo, META.clientCapabilities, META.logLevel])
      delete rest[key];
    // A modern host's answers to an error that named an address: the repeated request is all it means here.
    const { inputResponses, requestState, ...known } = params ?? {};
    return { ...known, _meta: rest };
  }

  #notice(notification: JsonRpcNotification): void {
    if (notification.method === 'notifications/message') {
      const owner = this.#owner();
      owner?.notify(this.serverName, notification.method, notification.params);
      return;
    }
    this.#options.events.notification(this, notification);
  }

  /** The one session a message without an address can belong to, or none. */
  #owner(): Caller | undefined {
    const candidates = this.#calling.size > 0 ? [...this.#calling.keys()] : [...this.attached];
    return candidates.length === 1 ? candidates[0] : undefined;
  }

  async #answer(request: JsonRpcRequest, signal: AbortSignal): Promise<Answer> {
    const { method, params } = request;
    if (method === 'ping') return { result: {} };
    if (method === 'roots/list') this.hasAskedRoots = true;
    else if (method !== 'elicitation/create' && method !== 'sampling/createMessage') {
      return { error: { code: -32601, message: `Method not found: ${method}` } };
    }
    try {
      if (method === 'roots/list') return { result: await this.#answerRoots(signal) };
      return { result: await this.#ask(method, params, signal) };
    } catch (error) {
      if (error instanceof PeerError) {
        return {
          error: {
            code: error.code,
            message: error.message,
            ...(error.data !== undefined && { data: error.data }),
          },
        };
      }
      return {
        error: { code: -32603, message: error instanceof GatewayError ? error.text : messageOf(error) },
      };
    }
  }

  /** A modern host can be asked for them only in the course of one of its calls. */
  async #answerRoots(signal: AbortSignal): Promise<JsonObject> {
    const [only, ...others] = this.#calling.keys();
    if (only?.owner && others.length === 0 && 'roots' in only.capabilities)
      return only.ask('roots/list', undefined, signal);
    return { roots: await this.#roots() };
  }

  /** The roots that all attached sessions have in common; sessions with unequal ones must not see each other's. */
  async #roots(): Promise<readonly JsonObject[]> {
    const [first, ...others] = await Promise.all([...this.attached].map((caller) => caller.roots()));
    const text = JSON.stringify(first);
    return first && others.every((roots) => JSON.stringify(roots) === text) ? first : [];
  }

  /** A question does not say which call it belongs to, so it goes to the one session that is calling. */
  #ask(method: string, params: JsonObject | undefined, signal: AbortSignal): Promise<JsonObject> {
    const callers = [...this.#calling.keys()];
    const [only] = callers;
    if (!only) {
      throw new GatewayError(
        'not_answerable',
        `${method}: no call is in flight that this question could belong to.`,
      );
    }
    if (callers.length > 1) {
      this.#options.events.askedAmbiguously(this);
      throw new GatewayError(
        'not_answerable',
        `${method}: ${callers.length} sessions are calling this server at once, so the question has no certain owner.`,
        { hint: 'From now on each session gets its own connection to this server; call again.' },
      );
    }
    return only.ask(method, params, signal);
  }
}
