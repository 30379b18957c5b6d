import { randomUUID } from 'node:crypto';
import { TokenAccount } from '../calls/meta/token-account.ts';
import { withAsker } from '../calls/name-asker.ts';
import type { ChangedList } from '../catalog/view.ts';
import type { Caller, Question } from '../downstream/caller.ts';
import type { RecentCall } from '../protocol/daemon/recent-call.ts';
import {
  isObject,
  type JsonObject,
  type JsonRpcNotification,
  type JsonRpcRequest,
} from '../protocol/json-rpc.ts';
import { type Answer, Peer } from '../protocol/peer.ts';
import { relatedTaskId, withRelatedTask } from '../protocol/tasks.ts';
import { type Era, LOG_LEVELS, META } from '../protocol/versions.ts';
import type { Wire } from '../protocol/wire.ts';
import { GatewayError } from '../shared/errors.ts';
import { answerRequest } from './answer/answer-request.ts';
import type { Notify, RequestSession, SessionParts } from './context.ts';
import { LateSave } from './kept/late-save.ts';
import { RecentCalls } from './kept/recent-calls.ts';
import { type ListDigests, SeenLists } from './kept/seen-lists.ts';
import type { SessionOrigin, SessionState } from './kept/session-state.ts';
import { Listeners } from './listeners.ts';
import { ModernCallers } from './modern-callers.ts';

const ROOTS_TIMEOUT_MS = 10_000;

interface SessionOptions {
  readonly wire: Wire;
  readonly parts: SessionParts;
  readonly origin: SessionOrigin;
}

/** One connected client, whichever era it speaks. Ends when its wire does; whoever opened the wire closes it. */
export class Session implements Caller, RequestSession {
  readonly sessionId: string;
  readonly workspace: string;
  /** Wall time in milliseconds. */
  readonly openedAt: number;
  /** It was taken up again after a lost connection or process. */
  readonly isResumed: boolean;
  /** As a legacy client declared them in `initialize`; a modern one declares its own with each request. */
  capabilities: JsonObject = {};
  clientInfo: JsonObject = {};
  /** Of the first request; undefined until there is one. */
  era: Era | undefined;
  logLevel: string | undefined;
  /** Published URIs that a legacy client has subscribed to. */
  readonly subscribedUris: Set<string>;
  readonly listeners = new Listeners();
  readonly tokens: TokenAccount;
  readonly modernCallers: ModernCallers;
  readonly recentCalls: RecentCalls;
  /** Remembers a call of a tool that has ended; undefined where the session ends with its connection. */
  readonly noteCall: ((ended: RecentCall) => void) | undefined;
  /** Resolves once the client has gone. */
  readonly ended: Promise<void>;
  readonly #peer: Peer;
  readonly #parts: SessionParts;
  readonly #save: ((state: SessionState) => void) | undefined;
  readonly #seenLists: SeenLists;
  readonly #lateSave: LateSave;
  /** Read when they are saved late: reading them at once would hold up the first answers. */
  #savedLists: ListDigests | undefined;
  #isInitialized: boolean;
  #running = 0;
  #roots: Promise<readonly JsonObject[]> | undefined;

  constructor({ wire, parts, origin }: SessionOptions) {
    const { state } = origin;
    this.sessionId = state?.sessionId ?? origin.sessionId ?? randomUUID();
    this.workspace = origin.workspace;
    this.openedAt = parts.clock.wallTime();
    this.isResumed = state !== undefined;
    this.capabilities = state?.capabilities ?? {};
    this.clientInfo = state?.clientInfo ?? {};
    this.era = state?.era;
    this.logLevel = state?.logLevel;
    this.subscribedUris = new Set(state?.subscribedUris);
    this.#isInitialized = state?.isInitialized ?? false;
    this.#save = origin.save;
    const { promise: ended, resolve: end } = Promise.withResolvers<void>();
    this.ended = ended;
    this.#parts = parts;
    this.tokens = new TokenAccount(parts.view, parts.toolCosts);
    const release = (caller: Caller): void => parts.servers.release(caller);
    this.modernCallers = new ModernCallers({ sessionId: this.sessionId, workspace: this.workspace, release });
    this.recentCalls = new RecentCalls(state?.recentCalls);
    this.#seenLists = new SeenLists(parts.view, state?.lists);
    this.#savedLists = state?.lists;
    this.#lateSave = new LateSave(parts.clock, () => {
      this.#savedLists = this.#seenLists.read();
      this.save();
    });
    this.noteCall = origin.save && ((ended) => this.#noteCall(ended));
    this.#peer = new Peer(
      wire,
      {
        request: (request, signal) => this.#answer(request, signal),
        notification: (notification) => this.#notice(notification),
        invalid: ({ error, id }) => this.#peer.sendError(id, error),
        closed: () => {
          this.#lateSave.settle();
          if (this.#isInitialized) parts.servers.release(this);
          this.modernCallers.close();
          end();
        },
      },
      parts.clock,
    );
    // Seconds fit into 32 bits, which is all that some hosts read of an id.
    if (state) this.#peer.countFrom(Math.floor(parts.clock.wallTime() / 1_000));
  }

  get isInitialized(): boolean {
    return this.#isInitialized;
  }

  /** Requests being answered, not counting streams that only listen. */
  get inFlight(): number {
    return this.#running;
  }

  /** Keeps what the client cannot be asked for again. To be called whenever that has changed. */
  save(): void {
    if (!this.#save) return;
    const { sessionId, era, capabilities, clientInfo, logLevel, isInitialized, workspace } = this;
    this.#save({
      sessionId,
      isInitialized,
      era,
      capabilities,
      clientInfo,
      logLevel,
      workspace,
      subscribedUris: [...this.subscribedUris],
      shown: this.#parts.view.name,
      lists: this.#savedLists,
      recentCalls: this.recentCalls.all(),
    });
  }

  /** Starts the legacy conversation. @throws GatewayError if it has begun already. */
  begin(client: { capabilities: JsonObject; clientInfo: JsonObject }): void {
    if (this.#isInitialized)
      throw new GatewayError('invalid_request', 'This session is already initialized.');
    this.#isInitialized = true;
    this.era = 'legacy';
    this.capabilities = client.capabilities;
    this.clientInfo = client.clientInfo;
    this.save(); // before the client has its answer, and will never say it again
  }

  /** Notes who a modern client is, by the envelope of its first request. */
  meet(meta: JsonObject): void {
    if (this.era !== undefined) return;
    this.era = 'modern';
    const clientInfo = meta[META.clientInfo];
    if (isObject(clientInfo)) this.clientInfo = clientInfo;
    this.save();
  }

  /** After a lost daemon, or in a new process, servers have forgotten this session, and it may have missed a change. */
  resubscribe(isForgotten: (serverName: string) => boolean = () => true): void {
    const { view, servers } = this.#parts;
    for (const uri of this.subscribedUris) {
      const target = view.findResource(uri);
      const server = target && servers.find(target.serverName);
      if (!server || !isForgotten(target.serverName)) continue;
      const topic = { kind: 'resourceSubscriptions', id: target.uri } as const;
      void server.watches
        .keep(topic, this)
        .then(() => this.#peer.notify('notifications/resources/updated', { uri }));
    }
    this.listeners.watchAgain(isForgotten);
  }

  roots(): Promise<readonly JsonObject[]> {
    if (!('roots' in this.capabilities)) return Promise.resolve([]);
    this.#roots ??= this.#peer.request('roots/list', undefined, { timeoutMs: ROOTS_TIMEOUT_MS }).then(
      ({ roots }) => (Array.isArray(roots) ? roots : []),
      (error: unknown) => {
        this.#parts.log.warn(
          { session: this.sessionId, reason: String(error) },
          'the host did not give its roots',
        );
        return [];
      },
    );
    return this.#roots;
  }

  async ask(question: Question, signal: AbortSignal): Promise<JsonObject> {
    const { method, serverName } = question;
    const { view } = this.#parts;
    const capability = method.split('/')[0] ?? method;
    if (!(capability in this.capabilities)) {
      throw new GatewayError('not_answerable', `The host does not offer ${capability}.`);
    }
    const taskId = relatedTaskId(question.params);
    const params = withAsker(question, view);
    if (serverName === undefined || taskId === undefined)
      return this.#peer.request(method, params, { signal });
    const related = withRelatedTask(params, view.publishedUri(serverName, taskId));
    const answer = await this.#peer.request(method, related, { signal });
    return relatedTaskId(answer) === undefined ? answer : withRelatedTask(answer, taskId);
  }

  notify(serverName: string, method: string, params: JsonObject | undefined): void {
    if (method === 'notifications/message') {
      const wanted = this.logLevel === undefined ? 0 : LOG_LEVELS.indexOf(this.logLevel);
      if (LOG_LEVELS.indexOf(String(params?.level)) < wanted) return;
    }
    this.#peer.notify(method, params && this.#published(serverName, method, params));
  }

  /** Tells a client that comes back which lists have changed while we were not there to say so. */
  async tellMissedChanges(): Promise<void> {
    if (!this.isResumed) return;
    await Promise.resolve(); // whoever opened the session answers first
    const missed = this.#seenLists.missed();
    if (missed.length > 0) this.listsChanged(missed);
  }

  /** Tells the client which of the lists that it is shown are different from now on. */
  listsChanged(lists: readonly ChangedList[]): void {
    if (lists.length > 0 && this.#save) this.#lateSave.soon();
    for (const list of lists) {
      if (this.#isInitialized) this.#peer.notify(`notifications/${list}/list_changed`);
      this.listeners.listChanged(list);
    }
  }

  close(): Promise<void> {
    return this.#peer.close();
  }

  /** A notification's params with what they name as this client knows it. */
  #published(serverName: string, method: string, params: JsonObject): JsonObject {
    const publish = (id: unknown): string => this.#parts.view.publishedUri(serverName, String(id));
    if (method === 'notifications/resources/updated') return { ...params, uri: publish(params.uri) };
    if (method === 'notifications/tasks/status') return { ...params, taskId: publish(params.taskId) };
    const taskId = relatedTaskId(params);
    return taskId === undefined ? params : withRelatedTask(params, publish(taskId));
  }

  async #answer(request: JsonRpcRequest, signal: AbortSignal): Promise<Answer> {
    const notify: Notify = (method, params) => this.#peer.notify(method, params);
    const incoming = { request, signal, notify, session: this, parts: this.#parts };
    if (request.method === 'subscriptions/listen') return answerRequest(incoming);
    this.#running++;
    try {
      return await answerRequest(incoming);
    } finally {
      this.#running--;
      if (this.#seenLists.note(request.method) && this.#save) this.#lateSave.soon();
    }
  }

  #noteCall(ended: RecentCall): void {
    this.recentCalls.add(ended);
    this.#lateSave.soon();
  }

  #notice({ method }: JsonRpcNotification): void {
    if (method !== 'notifications/roots/list_changed') return;
    this.#roots = undefined;
    for (const server of this.#parts.servers.all()) server.rootsChanged(this);
  }
}
