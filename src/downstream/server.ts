import { randomUUID } from 'node:crypto';
import type { ServerDefinition } from '../config/config.ts';
import { definitionHash } from '../config/definition-hash.ts';
import type { ServerStatus } from '../protocol/daemon/commands.ts';
import type { JsonObject, JsonRpcNotification } from '../protocol/json-rpc.ts';
import type { RequestOptions } from '../protocol/peer.ts';
import type { Era } from '../protocol/versions.ts';
import type { Clock } from '../shared/clock.ts';
import { GatewayError, messageOf } from '../shared/errors.ts';
import type { Log } from '../telemetry/log.ts';
import type { Caller } from './caller.ts';
import { closeWhenIdle } from './close-when-idle.ts';
import type { Connection, ConnectionEvents } from './connection.ts';
import { ALL_CAPABILITIES, connectionKey, declaredCapabilities, isOwn } from './connection-key.ts';
import { Lanes } from './lanes.ts';
import { type FetchedLists, fetchLists, LISTS } from './lists.ts';
import { recover } from './remote/recover.ts';
import { Restarts } from './restarts.ts';
import type { ListName, ServerFacts, ServerLists, ServerSnapshot } from './snapshot.ts';
import { type OpenWire, type StartedConnection, startConnection } from './start.ts';

interface ServerOptions {
  readonly definition: ServerDefinition;
  /** As persisted when the server last ran, if it ever did. */
  readonly snapshot: ServerSnapshot | undefined;
  readonly openWire: OpenWire;
  /** Called whenever its lists or facts were read anew. */
  readonly onSnapshot: (server: Server, snapshot: ServerSnapshot) => void;
  readonly clock: Clock;
  readonly log: Log;
}

interface Slot {
  readonly started: Promise<StartedConnection>;
  /** The session it was started for; none for Trunkline's own. */
  readonly opener: Caller | undefined;
  readonly startedAt: number;
  connection?: Connection;
  pid?: number | undefined;
}

type ServerState = ServerStatus['state'];

/** Runs shorter than this and ended unasked count as a failure to start. */
const STABLE_AFTER_MS = 10_000;
const LIST_CHANGE_SETTLE_MS = 50;
const RESUBSCRIBE_DELAY_MS = 1_000;
/** The key under which Trunkline's own connection, for lists, is kept. */
const CATALOG_KEY = 'catalog';
/** Begins the keys of connections for one call. */
const ALONE = 'call';
const RESUME_GRACE_MS = 3_000;

/** One configured MCP server: starts it when needed, pools its connections, keeps what it publishes current. */
export class Server {
  #definition: ServerDefinition;
  readonly #options: ServerOptions;
  readonly #restarts: Restarts;
  readonly #slots = new Map<string, Slot>();
  /** Which connection a session was given; asked at every call, so the key is not derived each time. */
  readonly #connectionOf = new Map<Caller, Connection>();
  readonly #lanes = new Lanes();
  #snapshot: ServerSnapshot | undefined;
  #facts: ServerFacts;
  #refresh: Promise<void> | undefined;
  #isClosing = false;
  /** Since we began: times it was started, times it ended unasked, calls that found an open connection. */
  readonly #counts = { starts: 0, losses: 0, reused: 0 };
  #cancelSettle: (() => void) | undefined;

  constructor(options: ServerOptions) {
    this.#definition = options.definition;
    this.#options = options;
    this.#snapshot = options.snapshot;
    this.#facts = options.snapshot?.facts ?? {};
    this.#restarts = new Restarts(options.definition.name, options.clock);
  }

  get definition(): ServerDefinition {
    return this.#definition;
  }

  get name(): string {
    return this.definition.name;
  }

  get snapshot(): ServerSnapshot | undefined {
    return this.#snapshot;
  }

  get state(): ServerState {
    const slots = [...this.#slots.values()];
    if (slots.some((slot) => slot.connection)) return 'ready';
    if (slots.length > 0) return 'starting';
    return this.#restarts.lastReason ? 'failing' : 'stopped';
  }

  get lastFailure(): string | undefined {
    return this.#restarts.lastReason;
  }

  get connections(): Connection[] {
    return [...this.#slots.values()].flatMap((slot) => slot.connection ?? []);
  }

  /** For people: what it is doing, and what it has been through. */
  status(): ServerStatus {
    const now = this.#options.clock.now();
    return {
      name: this.name,
      state: this.state,
      tools: this.#snapshot?.tools.length ?? 0,
      lastFailure: this.#restarts.lastReason,
      ...this.#counts,
      connections: [...this.#slots.values()].flatMap(({ connection, pid, startedAt }) =>
        connection
          ? {
              pid,
              uptimeMs: now - startedAt,
              inFlight: connection.inFlight,
              sessions: connection.attached.size,
            }
          : [],
      ),
    };
  }

  /**
   * Sends a request on a connection that this session may use, starting the server if need be.
   * @throws GatewayError `server_unavailable` when it does not start; else as Connection.request.
   */
  request(
    method: string,
    params: JsonObject | undefined,
    options: RequestOptions & { caller: Caller },
  ): Promise<JsonObject> {
    const { callTimeoutMs: timeoutMs, maxCallTimeoutMs: maxTimeoutMs, isolation } = this.definition;
    const limited = { timeoutMs, maxTimeoutMs, ...options };
    if (isolation === 'call' && method === 'tools/call') return this.#requestAlone(method, params, limited);
    // Requests of a modern client share a session but not their questions.
    if (options.caller.owner && this.#facts.needsOwnConnection)
      return this.#requestInLane(method, params, limited);
    const send = (connection: Connection) => connection.request(method, params, limited);
    const known = this.#known(options.caller);
    const sent = known ? send(known) : this.acquire(options.caller).then(send);
    if (this.definition.type === 'stdio') return sent;
    const again = () => this.acquire(options.caller).then(send);
    return sent.catch((error: unknown) => recover(error, { relist: () => this.refresh(), again }));
  }

  /** The connection for a session; all who ask while it starts wait for the same start. */
  async acquire(caller: Caller): Promise<Connection> {
    const known = this.#known(caller);
    if (known) return known;
    const owner = caller.owner ?? caller;
    const key = await connectionKey(owner, this.#facts, this.definition.isolation);
    const open = this.#slots.get(key)?.connection;
    const connection =
      open ?? (await this.#start(key, declaredCapabilities(owner.capabilities), owner)).connection;
    this.#connectionOf.set(owner, connection);
    setLogLevel(connection, caller);
    return connection;
  }

  #known(caller: Caller): Connection | undefined {
    const known = this.#connectionOf.get(caller.owner ?? caller);
    if (!known?.isOpen) return undefined;
    if (caller.owner) setLogLevel(known, caller);
    this.#counts.reused++;
    return known;
  }

  /** Passes on that a session wants other log messages. */
  async setLogLevel(caller: Caller): Promise<void> {
    if (caller.logLevel) await this.#connectionOf.get(caller)?.setLogLevel(caller.logLevel);
  }

  /** Reads the lists now, starting the server if it is not running. Shared by all who ask meanwhile. */
  refresh(): Promise<void> {
    this.#refresh ??= this.#refreshOnce().finally(() => {
      this.#refresh = undefined;
    });
    return this.#refresh;
  }

  /** Forgets a session that has ended, and closes what only it used. */
  release(caller: Caller): void {
    this.#connectionOf.delete(caller);
    for (const slot of this.#slots.values()) {
      const { connection } = slot;
      if (!connection) continue;
      connection.subscriptions.drop(caller);
      if (!connection.attached.delete(caller) || connection.attached.size > 0) continue;
      if (isOwn(this.#facts, this.definition.isolation)) this.#closeUnlessResumed(connection);
    }
  }

  /** Tells the server that a session's roots changed, where that session has a connection to itself. */
  rootsChanged(caller: Caller): void {
    this.#connectionOf.delete(caller);
    for (const connection of this.connections) {
      const isAlone = connection.attached.size === 1 && connection.attached.has(caller);
      if (isAlone && connection.identity.era === 'legacy')
        connection.notify('notifications/roots/list_changed');
    }
  }

  /** Closes connections that nobody has used for the definition's idle time. */
  closeIdle(): void {
    const { idleTimeoutMs, isolation } = this.definition;
    if (idleTimeoutMs === 0) return;
    const since = this.#options.clock.now() - idleTimeoutMs;
    for (const connection of this.connections) {
      // What such a server keeps between calls is its sessions' own, however long they think.
      if (isolation !== 'shared' && connection.attached.size > 0) continue;
      if (connection.inFlight === 0 && connection.subscriptions.isEmpty && connection.lastUsedAt < since)
        void connection.close();
    }
  }

  /** Takes over how it is published and timed. @returns false for one that only another process can serve. */
  redefine(definition: ServerDefinition): boolean {
    const { era, isolation } = this.#definition;
    const isSame =
      definitionHash(definition) === definitionHash(this.#definition) &&
      definition.era === era &&
      definition.isolation === isolation;
    if (isSame) this.#definition = definition;
    return isSame;
  }

  /** Ends for good: nothing new is started, and calls in flight have the time to end. */
  async retire(timeoutMs: number): Promise<void> {
    this.#isClosing = true;
    this.#cancelSettle?.();
    await this.drain(timeoutMs);
  }

  /** Lets go of all connections: calls in flight have the time to end, the next ones find new connections. */
  async drain(timeoutMs: number): Promise<void> {
    const slots = [...this.#slots.values()];
    this.#slots.clear();
    this.#connectionOf.clear();
    this.#restarts.noteSuccess(); // whoever asks for it has mended something
    const drained = slots.map(async ({ started }) => {
      const { connection } = await started;
      if (!this.#isClosing) this.#resubscribeAll(connection);
      await closeWhenIdle(connection, timeoutMs, this.#options.clock);
    });
    await Promise.allSettled(drained); // one that failed to start has nothing to close
  }

  async close(): Promise<void> {
    this.#isClosing = true;
    this.#cancelSettle?.();
    await Promise.all(
      [...this.#slots.values()].map((slot) =>
        slot.started.then(
          ({ connection }) => connection.close(),
          () => undefined, // its start has already ended itself
        ),
      ),
    );
  }

  /** On a connection that serves this one call, and ends with it. */
  async #requestAlone(
    method: string,
    params: JsonObject | undefined,
    options: RequestOptions & { caller: Caller },
  ): Promise<JsonObject> {
    const { caller } = options;
    const key = `${ALONE} ${randomUUID()}`;
    const { connection } = await this.#start(key, declaredCapabilities(caller.capabilities), caller);
    try {
      return await connection.request(method, params, options);
    } finally {
      void connection.close();
    }
  }

  /** On a connection that serves no other request meanwhile, so that a question's owner is certain. */
  async #requestInLane(
    method: string,
    params: JsonObject | undefined,
    options: RequestOptions & { caller: Caller },
  ): Promise<JsonObject> {
    const { owner = options.caller } = options.caller;
    const capabilities = declaredCapabilities(owner.capabilities);
    const key = this.#lanes.take(`${ALONE} ${owner.sessionId} ${JSON.stringify(capabilities)}`);
    try {
      const { connection } = await this.#start(key, capabilities, owner);
      return await connection.request(method, params, options);
    } finally {
      this.#lanes.giveBack(key);
    }
  }

  /** A session that has lost its wire may be back at once, and then finds its server as it left it. */
  #closeUnlessResumed(connection: Connection): void {
    this.#options.clock.after(RESUME_GRACE_MS, () => {
      if (connection.attached.size === 0) void connection.close();
    });
  }

  async #start(key: string, capabilities: JsonObject, opener?: Caller): Promise<StartedConnection> {
    const existing = this.#slots.get(key);
    if (existing) return existing.started;
    if (this.#isClosing) throw new GatewayError('server_unavailable', `${this.name} is being stopped.`);
    this.#restarts.assertAllowed();
    const { definition, openWire, clock, log } = this.#options;
    const era = eraOf(definition, this.#facts);
    const events = this.#events();
    const findTool = (name: string) => this.#snapshot?.tools.find((tool) => tool.name === name);
    const started = startConnection({
      definition,
      openWire: () => openWire(definition, findTool),
      era,
      capabilities,
      opener,
      events,
      clock,
    });
    const slot: Slot = { started, opener, startedAt: clock.now() };
    this.#slots.set(key, slot);
    try {
      const { connection, wire } = await started;
      slot.connection = connection;
      this.#counts.starts++;
      slot.pid = wire.pid;
      this.#facts = { ...this.#facts, era: connection.identity.era };
      log.info({ server: this.name, childPid: wire.pid, era: connection.identity.era }, 'server started');
      connection.subscriptions.open();
      if (opener) await this.#compare(connection);
      return await started;
    } catch (error) {
      this.#slots.delete(key);
      const reason = error instanceof GatewayError ? error.text : messageOf(error);
      this.#restarts.noteFailure(reason);
      log.warn({ server: this.name, reason }, 'server did not start');
      throw error;
    }
  }

  /**
   * Revalidates the lists now that the server runs. Only while it is not known whether they depend on the
   * client's capabilities is that waited for: the session's first call may change them.
   */
  async #compare(connection: Connection): Promise<void> {
    const isUndecided = (): boolean =>
      this.#facts.isCapabilityNeutral === undefined &&
      connection.identity.era === 'legacy' &&
      !connection.declaresAll;
    const refreshed = this.refresh().catch(() => undefined); // logged where it failed; the old lists stay
    if (!isUndecided()) return;
    await refreshed;
    // The reading that was under way may have begun before this connection was there to compare.
    if (isUndecided()) await this.refresh().catch(() => undefined);
  }

  /**
   * Lists are read with all capabilities declared, since they must not depend on who is connected. Where a
   * session's connection declares fewer, its lists are compared: equal ones mean that connections can be shared.
   */
  async #refreshOnce(): Promise<void> {
    const isWide = (c: Connection): boolean =>
      this.#facts.isCapabilityNeutral === true || c.identity.era === 'modern' || c.declaresAll;
    const narrow = this.connections.find((c) => !isWide(c));
    const warn = (text: string): void => this.#options.log.warn({ server: this.name }, text);
    const narrowLists = narrow && (await fetchLists(narrow, warn));
    if (narrow && narrowLists && this.#snapshot && hasSameLists(narrowLists, this.#snapshot)) {
      return this.#publish(narrow, narrowLists, { isCapabilityNeutral: true });
    }
    const wide =
      this.connections.find(isWide) ?? (await this.#start(CATALOG_KEY, ALL_CAPABILITIES)).connection;
    const lists = await fetchLists(wide, warn);
    await this.#publish(
      wide,
      lists,
      narrowLists ? { isCapabilityNeutral: hasSameLists(narrowLists, lists) } : {},
    );
  }

  async #publish(connection: Connection, lists: FetchedLists, learned: ServerFacts): Promise<void> {
    const asksRoots = connection.hasAskedRoots || (connection.declaresAll ? false : this.#facts.asksRoots);
    this.#facts = { ...this.#facts, ...learned, ...(asksRoots !== undefined && { asksRoots }) };
    this.#restarts.noteSuccess();
    this.#snapshot = { ...lists, identity: connection.identity, facts: this.#facts };
    await this.#rekey();
    this.#options.onSnapshot(this, this.#snapshot);
  }

  /** With more known about the server, more sessions may share a connection: files each under its new key. */
  async #rekey(): Promise<void> {
    for (const [key, slot] of [...this.#slots]) {
      if (!slot.opener || !slot.connection || key.startsWith(ALONE)) continue;
      const next = await connectionKey(slot.opener, this.#facts, this.definition.isolation);
      if (next === key || this.#slots.has(next) || this.#slots.get(key) !== slot) continue;
      this.#slots.delete(key);
      this.#slots.set(next, slot);
    }
    const own = this.#slots.get(CATALOG_KEY)?.connection;
    // Trunkline's own connection is not kept beside one that sessions use; except where the lists can be read
    // on it alone, since some servers announce a change at every start, and would be started for it again.
    const isNeeded = this.#facts.isCapabilityNeutral === false;
    if (own && !isNeeded && this.#slots.size > 1 && own.inFlight === 0) void own.close();
  }

  #events(): ConnectionEvents {
    return {
      notification: (connection, notification) => this.#notice(connection, notification),
      askedAmbiguously: () => {
        this.#facts = { ...this.#facts, needsOwnConnection: true };
        this.#connectionOf.clear();
        this.#options.log.warn(
          { server: this.name },
          'asked while several sessions were calling: each gets its own connection from now on',
        );
      },
      invalidFrame: (excerpt) =>
        this.#options.log.warn({ server: this.name, excerpt }, 'not an MCP message on stdout'),
      closed: (connection, reason) => this.#closed(connection, reason),
    };
  }

  #notice(connection: Connection, { method, params }: JsonRpcNotification): void {
    if (method === 'notifications/resources/updated') {
      for (const caller of connection.subscriptions.of(String(params?.uri)))
        caller.notify(this.name, method, params);
    } else if (method.endsWith('/list_changed')) {
      // Some servers send several at once, one a list; one reading answers them all.
      this.#cancelSettle?.();
      this.#cancelSettle = this.#options.clock.after(LIST_CHANGE_SETTLE_MS, () => {
        void this.refresh().catch(() => undefined); // logged where it failed; the old lists stay
      });
    }
  }

  #closed(connection: Connection, reason: Error | undefined): void {
    const entry = [...this.#slots].find(([, slot]) => slot.connection === connection);
    if (!entry) return; // it never became ready; its start reports that
    const [key, slot] = entry;
    this.#slots.delete(key);
    if (this.#isClosing || !reason) return;
    this.#counts.losses++;
    const { clock, log } = this.#options;
    log.warn({ server: this.name, reason: reason.message }, 'server ended unasked');
    if (clock.now() - slot.startedAt < STABLE_AFTER_MS) this.#restarts.noteFailure(reason.message);
    this.#resubscribeAll(connection);
  }

  #resubscribeAll({ subscriptions }: Connection): void {
    for (const [uri, callers] of subscriptions.entries()) {
      for (const caller of callers) this.#resubscribe(uri, caller);
    }
  }

  /** A restarted server has forgotten its subscribers, and they may have missed a change. */
  #resubscribe(uri: string, caller: Caller): void {
    this.#options.clock.after(RESUBSCRIBE_DELAY_MS, () => {
      this.acquire(caller)
        .then((connection) => connection.subscriptions.add(uri, caller))
        .then(() => caller.notify(this.name, 'notifications/resources/updated', { uri }))
        .catch((error) =>
          this.#options.log.warn(
            { server: this.name, uri, reason: messageOf(error) },
            'could not subscribe again',
          ),
        );
    });
  }
}

/** A server that refuses a level still serves the call. */
function setLogLevel(connection: Connection, { logLevel }: Caller): void {
  if (logLevel !== undefined) void connection.setLogLevel(logLevel).catch(() => undefined);
}

/** As configured, as found out before, or to be found out. Nobody speaks the new era over the old transport. */
function eraOf({ type, era }: ServerDefinition, facts: ServerFacts): Era | 'auto' {
  if (type === 'sse') return 'legacy';
  return era === 'auto' ? (facts.era ?? 'auto') : era;
}

function hasSameLists(a: ServerLists, b: ServerLists): boolean {
  const names = Object.keys(LISTS) as ListName[];
  return names.every((name) => JSON.stringify(a[name]) === JSON.stringify(b[name]));
}
