import { createReadResource } from '../calls/cache/read-resource.ts';
import type { Responses } from '../calls/cache/responses.ts';
import { createPipeline } from '../calls/pipeline.ts';
import { Catalog } from '../catalog/catalog.ts';
import { ToolCosts } from '../catalog/tokens/tool-costs.ts';
import { type IndexStore, ToolSearch } from '../catalog/tool-search.ts';
import type { View } from '../catalog/view.ts';
import type { Config, ServerDefinition } from '../config/config.ts';
import { type ServerChanges, Servers } from '../downstream/servers.ts';
import type { ServerSnapshot } from '../downstream/snapshot.ts';
import type { OpenWire } from '../downstream/start.ts';
import type { Wire } from '../protocol/wire.ts';
import type { SessionParts } from '../session/context.ts';
import type { SessionOrigin } from '../session/kept/session-state.ts';
import { ParkedCalls } from '../session/questions/parked-calls.ts';
import { Session } from '../session/session.ts';
import { StatelessSession } from '../session/stateless-session.ts';
import type { Clock } from '../shared/clock.ts';
import type { Log } from '../telemetry/log.ts';
import { FirstLists } from './first-lists.ts';
import { Views } from './views.ts';

/** Snapshots as they are kept between runs, by server definition. */
export interface SnapshotStore {
  find(definition: ServerDefinition): ServerSnapshot | undefined;
  save(definition: ServerDefinition, snapshot: ServerSnapshot): void;
  /** Whether this definition has been started before, with whatever outcome; remembers that it has now. */
  wasTried(definition: ServerDefinition): boolean;
}

export interface GatewayOptions {
  readonly config: Config;
  readonly snapshots: SnapshotStore;
  /** Where the search keeps what it read of tools; without it each start reads them again. */
  readonly index?: IndexStore;
  readonly openWire: OpenWire;
  readonly responses: Responses;
  readonly clock: Clock;
  readonly log: Log;
}

const SETTLE_POLL_MS = 10;

/** Everything between clients and servers, in one process. Whoever builds it closes it. */
export class Gateway {
  readonly catalog: Catalog;
  readonly servers: Servers;
  readonly #sessions = new Map<Session | StatelessSession, View>();
  readonly #views: Views;
  readonly #options: GatewayOptions;
  readonly #parkedCalls: ParkedCalls;
  readonly #firstLists: FirstLists;
  readonly #toolCosts = new ToolCosts();
  readonly #pipeline;
  readonly #readResource;

  constructor(options: GatewayOptions) {
    const { config, snapshots, openWire, clock, log } = options;
    this.#options = options;
    this.#parkedCalls = new ParkedCalls(clock);
    this.catalog = new Catalog(config, log);
    this.#views = new Views(this.catalog);
    this.servers = new Servers({
      definitions: config.servers,
      findSnapshot: (definition) => snapshots.find(definition),
      openWire,
      clock,
      log,
      onChanged: (server, what) => {
        if (what === 'data') return this.#forgetAnswers(server.name);
        options.responses.current?.serverEnded(server.name, { isLast: server.state !== 'ready' });
      },
      onSnapshot: ({ definition }, snapshot) => {
        const wasKnown = snapshots.find(definition) !== undefined;
        snapshots.save(definition, snapshot);
        const take = (): void => this.catalog.update(definition.name, snapshot);
        if (!this.catalog.isNews(definition.name, snapshot)) return take();
        if (wasKnown) this.#forgetAnswers(definition.name);
        this.#announce(take);
      },
    });
    this.catalog.load((name) => this.servers.find(name)?.snapshot);
    this.#firstLists = new FirstLists({
      servers: this.servers,
      wasTried: ({ definition }) => snapshots.wasTried(definition),
      clock,
      log,
    });
    this.#readResource = createReadResource(options.responses);
    this.#pipeline = createPipeline({
      servers: this.servers,
      search: new ToolSearch({ catalog: this.catalog, store: options.index, clock, log }),
      clock,
      responses: options.responses,
      learn: (name, view) => this.#learnServerOf(name, view),
    });
  }

  /**
   * Serves one client on a wire, until the wire closes.
   * @throws GatewayError `unknown_server`
   */
  openSession(wire: Wire, origin: SessionOrigin): Session {
    const parts = this.#partsOf(this.viewOf(origin.shown));
    const session = new Session({ wire, origin, parts });
    this.#sessions.set(session, parts.view);
    void session.ended.then(() => this.#sessions.delete(session));
    session.save();
    session.resubscribe();
    void session.tellMissedChanges();
    return session;
  }

  /**
   * Serves requests that each stand for themselves. Whoever opens it closes it.
   * @throws GatewayError `unknown_server`
   */
  openStateless(shown: string | undefined): StatelessSession {
    const parts = this.#partsOf(this.viewOf(shown));
    const session = new StatelessSession(parts, () => this.#sessions.delete(session));
    this.#sessions.set(session, parts.view);
    return session;
  }

  /** Those of one client each. */
  get sessions(): Session[] {
    return [...this.#sessions.keys()].filter((session) => session instanceof Session);
  }

  /** Takes in another set of servers; sessions go on and are told which lists are different. */
  reconfigure(config: Config): ServerChanges {
    const changes = this.servers.reconfigure(config.servers);
    this.#announce(() => this.catalog.reconfigure(config, (name) => this.servers.find(name)?.snapshot));
    this.#firstLists.restart();
    for (const session of this.#sessions.keys())
      session.resubscribe((serverName) => changes.changed.includes(serverName));
    return changes;
  }

  /** Resolves once no request is being answered, or when the time is over. */
  async settle(timeoutMs: number): Promise<void> {
    const { clock } = this.#options;
    const deadline = clock.now() + timeoutMs;
    const isBusy = (): boolean => [...this.#sessions.keys()].some((session) => session.inFlight > 0);
    while (isBusy() && clock.now() < deadline)
      await new Promise<void>((resolve) => clock.after(SETTLE_POLL_MS, resolve));
  }

  async close(): Promise<void> {
    this.#parkedCalls.close();
    await Promise.all([...this.#sessions.keys()].map((session) => session.close()));
    await this.servers.close();
  }

  /**
   * What a client is shown: everything, one server as itself, or a profile.
   * @throws GatewayError `unknown_server`
   */
  viewOf(name: string | undefined): View {
    return this.#views.get(name);
  }

  #partsOf(view: View): SessionParts {
    const { clock, log } = this.#options;
    return {
      view,
      firstLists: this.#firstListsOf(view),
      servers: this.servers,
      pipeline: this.#pipeline,
      readResource: this.#readResource,
      parkedCalls: this.#parkedCalls,
      toolCosts: this.#toolCosts,
      clock,
      log,
    };
  }

  #firstListsOf({ onlyServer }: View): () => Promise<void> {
    if (onlyServer === undefined) {
      return () => {
        for (const server of this.servers.all()) server.revalidate();
        return this.#firstLists.learned();
      };
    }
    return async () => {
      const server = this.servers.find(onlyServer);
      server?.revalidate();
      if (!server?.snapshot) await server?.refresh();
    };
  }

  /** Answers of a server that is not what it was are not given again. */
  #forgetAnswers(serverName: string): void {
    const { current, open } = this.#options.responses;
    void (current
      ? current.serverChanged(serverName)
      : open().then((opened) => opened.serverChanged(serverName)));
  }

  /** Changes the catalog, and tells each client which of its lists that has made different. */
  #announce(change: () => void): void {
    const changes = this.#views.changesBy(change);
    for (const [session, view] of this.#sessions) session.listsChanged(changes.get(view) ?? []);
  }

  /** A call to a server that is still starting for the first time waits for it, as for one that is known. */
  async #learnServerOf(name: string, view: View): Promise<void> {
    await this.#firstListsOf(view)();
    if (view.onlyServer !== undefined) return;
    const server = this.servers
      .all()
      .find(({ definition, snapshot }) => !snapshot && name.startsWith(`${definition.prefix}__`));
    if (server && view.shows(server.name)) await server.refresh();
  }
}
