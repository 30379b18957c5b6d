import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Config } from '../../../src/config/config.ts';
import { loadConfig } from '../../../src/config/load.ts';
import { Gateway } from '../../../src/daemon/gateway.ts';
import type { ServerWire } from '../../../src/downstream/start.ts';
import { isObject, type JsonObject } from '../../../src/protocol/json-rpc.ts';
import { type Answer, Peer } from '../../../src/protocol/peer.ts';
import type { Wire } from '../../../src/protocol/wire.ts';
import type { Session } from '../../../src/session/session.ts';
import { openStore } from '../../../src/store/keyv/open-store.ts';
import type { Store } from '../../../src/store/keyv/store.ts';
import { Evidence } from '../../../src/store/responses/evidence/evidence.ts';
import { ResponseCache } from '../../../src/store/responses/response-cache.ts';
import { loadDriver, type SqliteConnection } from '../../../src/store/sqlite-driver.ts';
import { ManualClock } from '../store/manual-clock.ts';
import { recordingLog } from '../store/recording-log.ts';
import { Notebook } from './notebook.ts';

const CACHE = 'dev.trunkline/cache';

interface Settings {
  readonly cache?: object;
  /** Of the notebook, beside its command. */
  readonly server?: object;
}

/** What a host got for a call. */
export interface Got {
  readonly text: string;
  /** What `_meta` says of a kept answer. */
  readonly kept: JsonObject | undefined;
}

/** A whole gateway in this process: real pipeline, real cache file, a server and hosts on wires of memory. */
export class GatewayWorld {
  readonly clock = new ManualClock();
  readonly log = recordingLog();
  readonly folder = mkdtempSync(join(tmpdir(), 'gateway-'));
  readonly notebook = new Notebook();
  /** The cache's own connection, for a test to break. */
  connection: SqliteConnection | undefined;
  #store: Store | undefined;
  #cache: ResponseCache | undefined;
  #gateway: Gateway | undefined;
  #hosts: Peer[] = [];

  get cacheFile(): string {
    return join(this.folder, 'state', 'cache.db');
  }

  get cache(): ResponseCache {
    if (!this.#cache) throw new Error('not open');
    return this.#cache;
  }

  get store(): Store {
    if (!this.#store) throw new Error('not open');
    return this.#store;
  }

  async open(settings: Settings = {}): Promise<void> {
    mkdirSync(join(this.folder, 'state'), { recursive: true });
    const config = await this.#configure(settings);
    const { clock, log } = this;
    const load = loadDriver(log);
    this.#store = await openStore(`sqlite:${this.cacheFile}`, {
      clock,
      log,
      maxBytes: config.cache.maxBytes,
      driver: (file, timeoutMs) => {
        this.connection = load(file, timeoutMs);
        return this.connection;
      },
    });
    const evidence = new Evidence({ texts: this.#store.texts('evidence'), clock, log });
    const current = new ResponseCache({ store: this.#store, policy: config.cache, evidence, clock });
    this.#cache = current;
    this.#gateway = new Gateway({
      config,
      snapshots: { find: () => undefined, save: () => {}, wasTried: () => false },
      openWire: async () => this.#startServer(),
      responses: { current, open: async () => current },
      clock,
      log,
    });
  }

  /** As when the configuration file has changed. */
  async reconfigure(settings: Settings): Promise<void> {
    this.#gateway?.reconfigure(await this.#configure(settings));
  }

  /** A host that has greeted and listed, as every host does. */
  async connect(workspace = ''): Promise<Peer> {
    const [ours, theirs] = wirePair();
    const session: Session | undefined = this.#gateway?.openSession(theirs, { workspace });
    if (!session) throw new Error('not open');
    const events = { request: refuse, notification: () => {}, invalid: () => {}, closed: () => {} };
    const host = new Peer(ours, events, this.clock);
    this.#hosts.push(host);
    const clientInfo = { name: 'test', version: '1' };
    await host.request('initialize', { protocolVersion: '2025-11-25', capabilities: {}, clientInfo });
    host.notify('notifications/initialized');
    await host.request('tools/list', {});
    return host;
  }

  /** Another process in its place, perhaps with other settings. */
  async restart(settings: Settings): Promise<void> {
    await this.#stop();
    await this.open(settings);
  }

  async close(): Promise<void> {
    await this.#stop();
    rmSync(this.folder, { recursive: true, force: true });
  }

  async #stop(): Promise<void> {
    await Promise.all(this.#hosts.map((host) => host.close()));
    this.#hosts = [];
    await this.#gateway?.close();
    await this.#cache?.close();
  }

  #configure({ cache = {}, server = {} }: Settings): Promise<Config> {
    const path = join(this.folder, 'servers.json');
    const mcpServers = { notebook: { command: 'notebook', ...server } };
    writeFileSync(path, JSON.stringify({ mcpServers, exposure: 'full', cache }));
    return loadConfig({ path, env: process.env });
  }

  #startServer(): ServerWire {
    const [ours, theirs] = wirePair();
    this.notebook.serve(theirs, this.clock);
    return ours;
  }
}

/** Calls a tool of the notebook. */
export async function call(
  host: Peer,
  tool: string,
  args: JsonObject = {},
  { signal, meta }: { signal?: AbortSignal; meta?: JsonObject } = {},
): Promise<Got> {
  const params = { name: `notebook__${tool}`, arguments: args, ...(meta && { _meta: meta }) };
  return got(await host.request('tools/call', params, { signal }));
}

export function got(result: JsonObject): Got {
  const [block] = (result.content ?? result.contents ?? []) as JsonObject[];
  const meta = isObject(result._meta) ? result._meta : {};
  return { text: String(block?.text), kept: meta[CACHE] as JsonObject | undefined };
}

/** Lets everything that is on its way arrive. */
export async function settle(): Promise<void> {
  for (let i = 0; i < 20; i++) await new Promise((resolve) => setImmediate(resolve));
}

const refuse = async (): Promise<Answer> => ({ error: { code: -32601, message: 'no' } });

/** Two ends of a channel; what is sent arrives a turn later, as a copy. */
function wirePair(): [ServerWire, ServerWire] {
  const ends = [memoryWire(), memoryWire()] as const;
  const connect = (from: Wire, to: Wire): void => {
    from.send = (message) => {
      const text = JSON.stringify(message);
      setImmediate(() => to.onMessage(JSON.parse(text)));
    };
    from.close = async () => {
      from.onClose();
      setImmediate(() => to.onClose());
    };
  };
  connect(ends[0], ends[1]);
  connect(ends[1], ends[0]);
  return [...ends];
}

function memoryWire(): ServerWire {
  return {
    send: () => {},
    onMessage: () => {},
    onInvalid: () => {},
    onClose: () => {},
    close: async () => {},
  };
}
