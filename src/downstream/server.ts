import type { ServerDefinition } from '../config/config.ts';
import { definitionHash } from '../config/definition-hash.ts';
import { secretsOf } from '../policy/secrets.ts';
import type { ServerStatus } from '../protocol/daemon/commands.ts';
import type { JsonObject } from '../protocol/json-rpc.ts';
import type { RequestOptions } from '../protocol/pending.ts';
import type { Clock } from '../shared/clock.ts';
import type { Log } from '../telemetry/log.ts';
import type { Caller } from './caller.ts';
import type { Connection } from './connection.ts';
import { connectionKey } from './connection-key.ts';
import { type FetchedLists, fetchLists } from './lists.ts';
import { ConnectionPool } from './pool/connection-pool.ts';
import { Lanes } from './pool/lanes.ts';
import type { AnswersChange } from './pool/pass-on.ts';
import { serverState } from './pool/server-state.ts';
import type { Watches } from './pool/watches.ts';
import { recovered } from './remote/recover.ts';
import { hasSameLists, remainingTtlMs, type ServerFacts, type ServerSnapshot } from './snapshot.ts';
import type { OpenWire } from './start.ts';
import { askOfTask } from './tasks/ask-of-task.ts';
import { runAsTask } from './tasks/run-as-task.ts';

interface ServerOptions {
  readonly definition: ServerDefinition;
  /** As persisted when the server last ran, if it ever did. */
  readonly snapshot: ServerSnapshot | undefined;
  readonly openWire: OpenWire;
  /** Called whenever its lists or facts were read anew. */
  readonly onSnapshot: (server: Server, snapshot: ServerSnapshot) => void;
  readonly onChanged: (server: Server, what: AnswersChange) => void;
  readonly clock: Clock;
  readonly log: Log;
}

type CallOptions = RequestOptions & { caller: Caller };
type Send = (connection: Connection) => Promise<JsonObject>;

const LIST_CHANGE_SETTLE_MS = 50;

/** One configured MCP server: starts it when needed and keeps what it publishes current. */
export class Server {
  readonly #options: ServerOptions;
  readonly #pool: ConnectionPool;
  readonly #lanes: Lanes;
  #snapshot: ServerSnapshot | undefined;
  #refresh: Promise<void> | undefined;
  #cancelSettle: (() => void) | undefined;
  #definitionHash: string | undefined;
  #secrets: readonly string[] | undefined;

  constructor(options: ServerOptions) {
    const { definition, snapshot, openWire, clock, log } = options;
    this.#options = options;
    this.#snapshot = snapshot;
    this.#pool = new ConnectionPool({
      definition,
      facts: snapshot?.facts ?? {},
      openWire,
      findTool: (toolName) => this.#snapshot?.tools.find(({ name }) => name === toolName),
      onStarted: (connection) => this.#compare(connection),
      onChanged: (what) => (what === 'lists' ? this.#refreshSoon() : options.onChanged(this, what)),
      clock,
      log,
    });
    this.#lanes = new Lanes(this.#pool);
  }

  get definition(): ServerDefinition {
    return this.#pool.definition;
  }

  /** Of how it is reached. */
  get definitionHash(): string {
    this.#definitionHash ??= definitionHash(this.definition);
    return this.#definitionHash;
  }

  /** How often it has asked its clients something: what it answers may hang on what they said. */
  get questions(): number {
    return this.#pool.questions;
  }

  /** What the configuration gives it that nobody else may see, as it would stand in JSON. */
  get secrets(): readonly string[] {
    this.#secrets ??= secretsOf(this.definition);
    return this.#secrets;
  }

  /** Sessions for which it answers alike: those that may share a connection, as far as is known. */
  audienceOf(caller: Caller): Promise<string> {
    const facts = { isCapabilityNeutral: true, ...this.#pool.facts };
    return connectionKey(caller, facts, this.definition.isolation);
  }

  get name(): string {
    return this.definition.name;
  }

  get snapshot(): ServerSnapshot | undefined {
    return this.#snapshot;
  }

  get state(): ServerStatus['state'] {
    return serverState(this.#pool);
  }

  get lastFailure(): string | undefined {
    return this.#pool.restarts.lastReason;
  }

  /** For people: what it is doing, and what it has been through. */
  status(): ServerStatus {
    const { name, state, lastFailure } = this;
    const tools = this.#snapshot?.tools.length ?? 0;
    return { name, state, tools, lastFailure, ...this.#pool.counts, connections: this.#pool.status() };
  }

  /**
   * Sends a request on a connection that this session may use, starting the server if need be.
   * @throws GatewayError `server_unavailable` when it does not start; else as Connection.request.
   */
  request(method: string, params: JsonObject | undefined, options: CallOptions): Promise<JsonObject> {
    const limited = this.#limited(options);
    return this.#use(method, options.caller, (connection) => connection.request(method, params, limited));
  }

  /** Calls a tool that runs as a task only, and waits for its result. Throws as `request`. */
  callAsTask(params: JsonObject, options: CallOptions): Promise<JsonObject> {
    const limited = this.#limited(options);
    return this.#use('tools/call', options.caller, (connection) => runAsTask(connection, params, limited));
  }

  /** Sends a request about a task of this session. @throws GatewayError `unknown_task`; else as `request`. */
  askOfTask(
    method: string,
    params: JsonObject & { taskId: string },
    options: CallOptions,
  ): Promise<JsonObject> {
    const source = { tasks: this.#pool.tasks, acquire: (caller: Caller) => this.acquire(caller) };
    return askOfTask({ method, params, options: this.#limited(options) }, source);
  }

  /** The ids of the tasks that a session has here, as the server knows them. */
  taskIdsOf(caller: Caller): string[] {
    return this.#pool.tasks.of(caller);
  }

  /** What sessions watch here: resources, and tasks. */
  get watches(): Watches {
    return this.#pool.watches;
  }

  /** The connection for a session; all who ask while it starts wait for the same start. */
  acquire(caller: Caller): Promise<Connection> {
    return this.#pool.acquire(caller);
  }

  /** Passes on that a session wants other log messages. */
  setLogLevel(caller: Caller): Promise<void> {
    return this.#pool.setLogLevel(caller);
  }

  /** Reads the lists now, starting the server if it is not running. Shared by all who ask meanwhile. */
  refresh(): Promise<void> {
    this.#refresh ??= this.#refreshOnce().finally(() => {
      this.#refresh = undefined;
    });
    return this.#refresh;
  }

  /** Reads the lists anew where their time is up and the server runs; they are served as they are meanwhile. */
  revalidate(): void {
    if (!this.#snapshot || this.#pool.connections.length === 0) return;
    if (remainingTtlMs(this.#snapshot, this.#options.clock.wallTime()) !== 0) return;
    void this.refresh().catch(() => undefined); // logged where it failed; the old lists stay
  }

  /** Forgets a session that has ended, and closes what only it used. */
  release(caller: Caller): void {
    this.#pool.release(caller);
  }

  /** Tells the server that a session's roots changed, where that session has a connection to itself. */
  rootsChanged(caller: Caller): void {
    this.#pool.rootsChanged(caller);
  }

  /** Keeps its connections from being closed as idle. */
  noteUse(): void {
    for (const connection of this.#pool.connections) connection.lastUsedAt = this.#options.clock.now();
  }

  /** Closes connections that nobody has used for the definition's idle time. */
  closeIdle(): void {
    this.#pool.closeIdle();
  }

  /** Takes over how it is published and timed. @returns false for one that only another process can serve. */
  redefine(definition: ServerDefinition): boolean {
    const { era, isolation } = this.definition;
    const isSame =
      definitionHash(definition) === definitionHash(this.definition) &&
      definition.era === era &&
      definition.isolation === isolation;
    if (isSame) this.#pool.definition = definition;
    return isSame;
  }

  /** Ends for good: nothing new is started, and calls in flight have the time to end. */
  async retire(timeoutMs: number): Promise<void> {
    this.#pool.seal();
    this.#cancelSettle?.();
    await this.drain(timeoutMs);
  }

  /** Lets go of all connections: calls in flight have the time to end, the next ones find new connections. */
  drain(timeoutMs: number): Promise<void> {
    return this.#pool.drain(timeoutMs);
  }

  async close(): Promise<void> {
    this.#cancelSettle?.();
    await this.#pool.close();
  }

  #limited(options: CallOptions): CallOptions {
    const { callTimeoutMs: timeoutMs, maxCallTimeoutMs: maxTimeoutMs } = this.definition;
    return { ...options, timeoutMs, maxTimeoutMs };
  }

  /** Sends on a connection that this caller may use. */
  #use(method: string, caller: Caller, send: Send): Promise<JsonObject> {
    const { isolation, type } = this.definition;
    if (isolation === 'call' && method === 'tools/call') return this.#lanes.useOnce(caller, send);
    // Requests of a modern client share a session but not their questions.
    if (caller.owner && this.#pool.facts.needsOwnConnection) return this.#lanes.use(caller.owner, send);
    const known = this.#pool.find(caller);
    const sent = known ? send(known) : this.acquire(caller).then(send);
    if (type === 'stdio') return sent;
    const again = () => this.acquire(caller).then(send);
    return recovered(sent, { restarts: this.#pool.restarts, relist: () => this.refresh(), again });
  }

  /** Some servers announce several changes at once, one a list; one reading answers them all. */
  #refreshSoon(): void {
    this.#cancelSettle?.();
    this.#cancelSettle = this.#options.clock.after(LIST_CHANGE_SETTLE_MS, () => {
      void this.refresh().catch(() => undefined); // logged where it failed; the old lists stay
    });
  }

  /**
   * Revalidates the lists now that the server runs. Only while it is not known whether they depend on the
   * client's capabilities is that waited for: the session's first call may change them.
   */
  async #compare(connection: Connection): Promise<void> {
    const isUndecided = (): boolean =>
      this.#pool.facts.isCapabilityNeutral === undefined &&
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
      this.#pool.facts.isCapabilityNeutral === true || c.identity.era === 'modern' || c.declaresAll;
    const narrow = this.#pool.connections.find((c) => !isWide(c));
    const warn = (text: string): void => this.#options.log.warn({ server: this.name }, text);
    const narrowLists = narrow && (await fetchLists(narrow, warn));
    if (narrow && narrowLists && this.#snapshot && hasSameLists(narrowLists, this.#snapshot)) {
      return this.#publish(narrow, narrowLists, { isCapabilityNeutral: true });
    }
    const wide = this.#pool.connections.find(isWide) ?? (await this.#pool.openOwn());
    const lists = await fetchLists(wide, warn);
    const learned = narrowLists ? { isCapabilityNeutral: hasSameLists(narrowLists, lists) } : {};
    await this.#publish(wide, lists, learned);
  }

  async #publish(connection: Connection, lists: FetchedLists, learned: ServerFacts): Promise<void> {
    const pool = this.#pool;
    const asksRoots =
      connection.callers.hasAskedRoots || (connection.declaresAll ? false : pool.facts.asksRoots);
    pool.restarts.noteSuccess();
    await pool.learn({ ...learned, ...(asksRoots !== undefined && { asksRoots }) });
    const listedAt = this.#options.clock.wallTime();
    this.#snapshot = { ...lists, listedAt, identity: connection.identity, facts: pool.facts };
    this.#options.onSnapshot(this, this.#snapshot);
  }
}
