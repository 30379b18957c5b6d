import type { ServerDefinition } from '../../config/config.ts';
import type { ConnectionStatus } from '../../protocol/daemon/commands.ts';
import type { JsonObject } from '../../protocol/json-rpc.ts';
import type { Clock } from '../../shared/clock.ts';
import { GatewayError } from '../../shared/errors.ts';
import type { Log } from '../../telemetry/log.ts';
import type { Caller } from '../caller.ts';
import type { Connection, ConnectionEvents } from '../connection.ts';
import { ALL_CAPABILITIES, connectionKey, declaredCapabilities, isOwn } from '../connection-key.ts';
import { Restarts } from '../restarts.ts';
import type { ServerFacts } from '../snapshot.ts';
import { type OpenWire, type StartedConnection, startConnection } from '../start.ts';
import { Tasks } from '../tasks/tasks.ts';
import { closeWhenIdle } from './close-when-idle.ts';
import { eraOf, withEra, withoutEra } from './era-of.ts';
import { type OnChanged, passOn } from './pass-on.ts';
import { isIdle, type Slot, statusOf } from './slot.ts';
import { Watches } from './watches.ts';

interface PoolOptions {
  readonly definition: ServerDefinition;
  /** As learned when the server last ran. */
  readonly facts: ServerFacts;
  readonly openWire: OpenWire;
  /** The tool of this name as the server last listed it. */
  readonly findTool: (toolName: string) => JsonObject | undefined;
  /** Called with each connection that was opened for a session, which waits for it. */
  readonly onStarted: (connection: Connection) => Promise<void>;
  readonly onChanged: OnChanged;
  readonly clock: Clock;
  readonly log: Log;
}

/** Runs shorter than this and ended unasked count as a failure to start. */
const STABLE_AFTER_MS = 10_000;
/** The key under which Trunkline's own connection, for lists, is kept. */
const CATALOG_KEY = 'catalog';
/** Begins the keys of connections that are asked for by their key. */
const APART = 'apart';
const RESUME_GRACE_MS = 3_000;

/** The open connections to one server: which session may use which, and their starts and ends. */
export class ConnectionPool {
  readonly restarts: Restarts;
  readonly tasks: Tasks;
  readonly watches: Watches;
  /** Since we began: times it was started, times it ended unasked, calls that found an open connection. */
  readonly counts = { starts: 0, losses: 0, reused: 0 };
  /** How often it has asked its clients something. */
  questions = 0;
  /** How the server is to be reached; replaced by one that reaches the same. */
  definition: ServerDefinition;
  readonly #options: PoolOptions;
  readonly #slots = new Map<string, Slot>();
  /** Which connection a session was given; asked at every call, so the key is not derived each time. */
  readonly #connectionOf = new Map<Caller, Connection>();
  #facts: ServerFacts;
  #isClosing = false;

  constructor(options: PoolOptions) {
    this.#options = options;
    this.definition = options.definition;
    this.#facts = options.facts;
    this.tasks = new Tasks(options.clock);
    this.watches = new Watches(this, options);
    this.restarts = new Restarts(options.definition.name, options.clock);
  }

  get facts(): ServerFacts {
    return this.#facts;
  }

  /** Takes in what was found out about the server; more sessions may then share a connection. */
  async learn(facts: ServerFacts): Promise<void> {
    this.#facts = { ...this.#facts, ...facts };
    await this.#rekey();
  }

  get isStarting(): boolean {
    return this.#slots.size > 0;
  }

  get connections(): Connection[] {
    return [...this.#slots.values()].flatMap((slot) => slot.connection ?? []);
  }

  status(): ConnectionStatus[] {
    const now = this.#options.clock.now();
    return [...this.#slots.values()].flatMap((slot) => statusOf(slot, now));
  }

  /** The connection for a session; all who ask while it starts wait for the same start. */
  async acquire(caller: Caller): Promise<Connection> {
    const known = this.find(caller);
    if (known) return known;
    const owner = caller.owner ?? caller;
    const key = await connectionKey(owner, this.#facts, this.definition.isolation);
    const open = this.#openAt(key);
    const connection =
      open ?? (await this.#start(key, declaredCapabilities(owner.capabilities), owner)).connection;
    this.#connectionOf.set(owner, connection);
    connection.adoptLogLevel(caller);
    return connection;
  }

  /** The open connection that a session was given before, if any. */
  find(caller: Caller): Connection | undefined {
    const known = this.#connectionOf.get(caller.owner ?? caller);
    if (!known?.isOpen || known.isSilent) return undefined;
    if (caller.owner) known.adoptLogLevel(caller);
    this.counts.reused++;
    return known;
  }

  /** One that has fallen silent is given up now that somebody needs it: it may only have been slow until then. */
  #openAt(key: string): Connection | undefined {
    const connection = this.#slots.get(key)?.connection;
    if (!connection?.isSilent) return connection;
    this.#closed(connection, new Error('It has not answered for long, not even whether it is there.'));
    void connection.close();
    return undefined;
  }

  /** Trunkline's own connection, which declares everything. */
  async openOwn(): Promise<Connection> {
    return (await this.#start(CATALOG_KEY, ALL_CAPABILITIES)).connection;
  }

  /** A connection that no session is given unless it asks for it by this key. */
  async openApart(key: string, owner: Caller): Promise<Connection> {
    return (await this.#start(`${APART} ${key}`, declaredCapabilities(owner.capabilities), owner)).connection;
  }

  /** Passes on that a session wants other log messages. */
  async setLogLevel(caller: Caller): Promise<void> {
    if (caller.logLevel) await this.#connectionOf.get(caller)?.setLogLevel(caller.logLevel);
  }

  /** Forgets a session that has ended, and closes what only it used. */
  release(caller: Caller): void {
    this.#connectionOf.delete(caller);
    this.watches.drop(caller);
    for (const connection of this.connections) {
      connection.subscriptions.drop(caller);
      const { attached } = connection.callers;
      if (!attached.delete(caller) || attached.size > 0) continue;
      if (!isOwn(this.#facts, this.definition.isolation)) continue;
      // A session that has lost its wire may be back at once, and then finds its server as it left it.
      this.#options.clock.after(RESUME_GRACE_MS, () => {
        if (attached.size === 0) void connection.close();
      });
    }
    this.#options.clock.after(RESUME_GRACE_MS, () => this.tasks.drop(caller));
  }

  /** Tells the server that a session's roots changed, where that session has a connection to itself. */
  rootsChanged(caller: Caller): void {
    this.#connectionOf.delete(caller);
    for (const connection of this.connections) {
      const { attached } = connection.callers;
      const isAlone = attached.size === 1 && attached.has(caller);
      if (isAlone && connection.identity.era === 'legacy')
        connection.notify('notifications/roots/list_changed');
    }
  }

  /** Closes connections that nobody has used for long. */
  closeIdle(): void {
    const now = this.#options.clock.now();
    // Where lists must be read on a connection of our own, some servers announce a change whenever it is opened.
    const keepsOwn = this.#facts.isCapabilityNeutral === false && this.#slots.size > 1;
    for (const slot of this.#slots.values()) {
      if (!slot.opener && keepsOwn) continue;
      if (isIdle(slot, this.definition, now)) void slot.connection?.close();
    }
  }

  /** From now on nothing new is started. */
  seal(): void {
    this.#isClosing = true;
    this.watches.close();
  }

  /** Lets go of all connections: calls in flight have the time to end, the next ones find new connections. */
  async drain(timeoutMs: number): Promise<void> {
    const slots = [...this.#slots.values()];
    this.#slots.clear();
    this.#connectionOf.clear();
    this.restarts.noteSuccess(); // whoever asks for it has mended something
    const drained = slots.map(async ({ started }) => {
      const { connection } = await started;
      if (!this.#isClosing) this.watches.restore(connection);
      await closeWhenIdle(connection, timeoutMs, this.#options.clock);
    });
    await Promise.allSettled(drained); // one that failed to start has nothing to close
  }

  async close(): Promise<void> {
    this.seal();
    const closed = [...this.#slots.values()].map(async ({ started }) => (await started).connection.close());
    await Promise.allSettled(closed); // one that failed to start has ended itself
  }

  async #start(key: string, capabilities: JsonObject, opener?: Caller): Promise<StartedConnection> {
    const existing = this.#slots.get(key);
    if (existing) return existing.started;
    if (this.#isClosing)
      throw new GatewayError('server_unavailable', `${this.definition.name} is being stopped.`);
    this.restarts.assertAllowed();
    const { definition } = this;
    const { openWire, findTool, clock, log, onStarted } = this.#options;
    const era = eraOf(definition, this.#facts, clock.wallTime());
    const events = this.#events();
    const started = startConnection({
      definition,
      openWire: () => openWire(definition, findTool),
      era,
      mayChangeEra: definition.era === 'auto',
      capabilities,
      opener,
      tasks: this.tasks,
      events,
      clock,
    });
    const slot: Slot = { started, opener, startedAt: clock.now() };
    this.#slots.set(key, slot);
    try {
      const { connection, wire } = await started;
      slot.connection = connection;
      this.counts.starts++;
      slot.pid = wire.pid;
      const found = connection.identity.era;
      this.#facts = withEra(this.#facts, { found, tried: era }, clock.wallTime());
      log.info({ server: definition.name, childPid: wire.pid, era: found }, 'server started');
      connection.subscriptions.open();
      if (opener) await onStarted(connection);
      return await started;
    } catch (error) {
      this.#slots.delete(key);
      const reason = this.restarts.noteFailedStart(error);
      this.#facts = withoutEra(this.#facts);
      log.warn({ server: definition.name, reason }, 'server did not start');
      throw error;
    }
  }

  /** With more known about the server, more sessions may share a connection: files each under its new key. */
  async #rekey(): Promise<void> {
    for (const [key, slot] of [...this.#slots]) {
      if (!slot.opener || !slot.connection || key.startsWith(APART)) continue;
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
      notification: (connection, notification) => passOn(notification, connection, this.#options.onChanged),
      asked: () => {
        this.questions++;
      },
      askedAmbiguously: () => {
        this.#facts = { ...this.#facts, needsOwnConnection: true };
        this.#connectionOf.clear();
        this.#options.log.warn(
          { server: this.definition.name },
          'asked while several sessions were calling: each gets its own connection from now on',
        );
      },
      invalidFrame: (excerpt) =>
        this.#options.log.warn({ server: this.definition.name, excerpt }, 'not an MCP message on stdout'),
      closed: (connection, reason) => this.#closed(connection, reason),
    };
  }

  #closed(connection: Connection, reason: Error | undefined): void {
    const entry = [...this.#slots].find(([, slot]) => slot.connection === connection);
    if (entry) this.#slots.delete(entry[0]);
    if (!entry || entry[1].opener) this.#options.onChanged('process');
    if (!entry) return; // it never became ready, and its start reports that; or it was let go of
    const [, slot] = entry;
    // What a modern server runs outlives a connection to it, where the server itself does.
    if (connection.identity.era === 'legacy') this.tasks.forgetAll(connection);
    if (this.#isClosing || !reason) return;
    this.counts.losses++;
    this.#options.onChanged('data');
    const { clock, log } = this.#options;
    log.warn({ server: this.definition.name, reason: reason.message }, 'server ended unasked');
    if (clock.now() - slot.startedAt < STABLE_AFTER_MS) this.restarts.noteFailure(reason.message);
    this.watches.restore(connection);
  }
}
