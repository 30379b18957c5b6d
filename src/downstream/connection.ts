import type { JsonObject, JsonRpcNotification } from '../protocol/json-rpc.ts';
import { Peer } from '../protocol/peer.ts';
import type { RequestOptions } from '../protocol/pending.ts';
import { taskIn } from '../protocol/tasks.ts';
import { type Era, LOG_LEVELS, META, metaOf } from '../protocol/versions.ts';
import type { Wire } from '../protocol/wire.ts';
import type { Clock } from '../shared/clock.ts';
import { type ErrorCode, GatewayError } from '../shared/errors.ts';
import type { Caller } from './caller.ts';
import { Callers } from './callers.ts';
import { ALL_CAPABILITIES, capabilitiesFor, covers } from './connection-key.ts';
import { envelope, greet, type ServerIdentity } from './handshake.ts';
import { Subscriptions } from './subscriptions.ts';
import type { Tasks } from './tasks/tasks.ts';

/** What a connection tells its server's owner. */
export interface ConnectionEvents {
  /** `list_changed`, `resources/updated` and whatever else concerns more than one call. */
  notification(connection: Connection, notification: JsonRpcNotification): void;
  /** It asks its client something. */
  asked(connection: Connection): void;
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
  readonly tasks: Tasks;
  readonly events: ConnectionEvents;
  readonly clock: Clock;
}

/** What a modern host says of itself with each request. */
const ENVELOPE: ReadonlySet<string> = new Set([
  META.protocolVersion,
  META.clientInfo,
  META.clientCapabilities,
  META.logLevel,
]);
/** What it adds to a request that it repeats. */
const ANSWERS: ReadonlySet<string> = new Set(['inputResponses', 'requestState']);
const ABANDONED: ReadonlySet<ErrorCode> = new Set(['call_timed_out', 'cancelled']);
/** A server at work, which does one thing at a time, may take a while to say that it is there. */
const PROBE_PATIENCE_MS = 10_000;

/** The least that a session hears which has not said what it wants to. */
const UNASKED_LEVEL = 'info';

export interface SendOptions extends RequestOptions {
  /** The session it is sent for; none for Trunkline's own. */
  readonly caller?: Caller | undefined;
  /** Should it be answered with a task: the session has not asked for one, and is to know nothing of it. */
  readonly hidesTask?: boolean;
}

/** One live link to one server. The pool that opened it closes it. */
export class Connection {
  readonly serverName: string;
  readonly capabilities: JsonObject;
  readonly callers: Callers;
  /** Those of the server, on whichever connection they run. */
  readonly tasks: Tasks;
  readonly subscriptions: Subscriptions;
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
    this.tasks = options.tasks;
    this.callers = new Callers({
      serverName: options.serverName,
      callerOfTask: (taskId) => options.tasks.callerOf(this, taskId),
      asked: () => options.events.asked(this),
      askedAmbiguously: () => options.events.askedAmbiguously(this),
    });
    if (options.opener) this.callers.attached.add(options.opener);
    options.wire.onMissed = () => void this.subscriptions.renew();
    this.#peer = new Peer(
      options.wire,
      {
        request: (request, signal) => this.callers.answer(request, signal),
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

  /** Whether requests or tasks run here. */
  get isBusy(): boolean {
    return this.#running > 0 || this.tasks.isRunningOn(this);
  }

  /** Requests running, not counting a stream that only listens. */
  get inFlight(): number {
    return this.#running;
  }

  /**
   * Sends one request on behalf of a session, or of Trunkline itself (no caller).
   * @throws PeerError as the server answered; GatewayError on cancel, timeout or a lost connection.
   */
  request(method: string, params: JsonObject | undefined, options: SendOptions = {}): Promise<JsonObject> {
    this.lastUsedAt = this.#options.clock.now();
    const { caller } = options;
    const sent = this.#peer.request(method, this.#stamped(params, caller), this.#optionsFor(method, options));
    if (method === 'subscriptions/listen') return sent;
    this.#running++;
    if (caller) this.callers.begin(caller);
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

  /** The level that a caller wants; a server that refuses it still serves the call. */
  adoptLogLevel({ logLevel }: Caller): void {
    if (logLevel !== undefined) void this.setLogLevel(logLevel).catch(() => undefined);
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

  /** A call may be answered with a task, which then is this caller's. */
  #optionsFor(method: string, options: SendOptions): RequestOptions {
    const { caller, hidesTask: isHidden } = options;
    if (method !== 'tools/call' || !caller) return options;
    const goesOn = (result: JsonObject): AbortSignal | undefined => {
      const state = taskIn(result);
      return state && this.tasks.add({ connection: this, state, caller, isHidden });
    };
    return { ...options, goesOn };
  }

  /** Who has asked for no level is spared what is logged only because another session wants it. */
  #isMeantFor({ logLevel }: Caller, level: unknown): boolean {
    if (logLevel !== undefined || this.#logRank === undefined) return true;
    return LOG_LEVELS.indexOf(String(level)) >= LOG_LEVELS.indexOf(UNASKED_LEVEL);
  }

  #release(caller: Caller | undefined): void {
    this.lastUsedAt = this.#options.clock.now();
    this.#running--;
    if (caller) this.callers.end(caller);
  }

  /** The era's own envelope; the host's reserved keys never reach a server as they were. */
  #stamped(params: JsonObject | undefined, caller: Caller | undefined): JsonObject | undefined {
    const meta = metaOf(params);
    if (this.#identity?.era === 'modern') {
      const own = envelope(caller ? capabilitiesFor(caller) : this.capabilities);
      if (caller?.logLevel) own[META.logLevel] = caller.logLevel;
      return { ...params, _meta: { ...meta, ...own } };
    }
    if (!params || !meta || !(META.protocolVersion in meta)) return params;
    // A modern host's answers to an error that named an address: the repeated request is all it means here.
    return { ...without(params, ANSWERS), _meta: without(meta, ENVELOPE) };
  }

  #notice(notification: JsonRpcNotification): void {
    const { method, params } = notification;
    if (method === 'notifications/message') {
      const owner = this.callers.ownerOf(params);
      if (owner && this.#isMeantFor(owner, params?.level)) owner.notify(this.serverName, method, params);
      return;
    }
    if (method === 'notifications/tasks/status' || method === 'notifications/tasks') {
      if (params) this.tasks.note(this, params);
      if (params && method === 'notifications/tasks/status') this.tasks.tell(this, method, params);
    }
    if (method === 'notifications/subscriptions/acknowledged') this.subscriptions.acknowledged(params);
    this.#options.events.notification(this, notification);
  }
}

/** A copy without some keys; deleting them from one would make it slow to read and to write. */
function without(object: JsonObject, keys: ReadonlySet<string>): JsonObject {
  const rest: JsonObject = {};
  for (const key in object) if (!keys.has(key)) rest[key] = object[key];
  return rest;
}
