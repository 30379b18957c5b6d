import type { Clock } from '../../shared/clock.ts';
import { GatewayError } from '../../shared/errors.ts';
import type { Log } from '../../telemetry/log.ts';
import { openDatabase } from '../database.ts';
import type { Fault } from '../faults.ts';
import { CACHE_SCHEMA } from '../schema.ts';
import type { SqliteDriver } from '../sqlite-driver.ts';
import { type Generations, RemoteGenerations, SqliteGenerations } from './generations.ts';
import { KeyvSqlite } from './keyv-sqlite.ts';
import { StoreHealth } from './store-health.ts';
import { TextStore } from './text-store.ts';

interface StoreOptions {
  readonly clock: Clock;
  readonly log: Log;
  /** Of the SQLite file; remote stores have limits of their own. */
  readonly maxBytes: number;
  /** Tests choose the library. */
  readonly driver?: SqliteDriver;
}

/** What may be forgotten: texts by namespace, and the generations that say which of them still hold. */
export interface Store {
  readonly generations: Generations;
  readonly health: StoreHealth;
  /** Made once per namespace; closed with the store. */
  texts(namespace: string): TextStore;
  /** Writes everything that waits. */
  flush(): Promise<void>;
  close(): Promise<void>;
}

/** Keyv's own adapters, which the user installs beside Trunkline. */
const REMOTE: Record<string, string> = {
  'redis:': '@keyv/redis',
  'rediss:': '@keyv/redis',
  'valkey:': '@keyv/valkey',
  'postgres:': '@keyv/postgres',
  'postgresql:': '@keyv/postgres',
};

/**
 * Opens `sqlite:<path>`, `memory:`, `redis://…`, `valkey://…` or `postgres://…`.
 * @throws GatewayError `config_invalid` for another URL, `store_failed` where an adapter is not installed.
 */
export async function openStore(url: string, options: StoreOptions): Promise<Store> {
  if (url === 'memory:') return openSqlite(':memory:', options);
  if (url.startsWith('sqlite:')) return openSqlite(url.slice('sqlite:'.length), options);
  const scheme = url.slice(0, url.indexOf(':') + 1);
  const packageName = REMOTE[scheme];
  if (packageName) return openRemote(url, packageName, options);
  throw new GatewayError('config_invalid', `cache.store does not know ${scheme || 'this kind of URL'}`, {
    hint: 'It takes sqlite:<path>, memory:, redis://, valkey:// and postgres:// URLs.',
  });
}

/** How often a file that was removed under us is noticed, and advances that failed are tried again. */
const MAINTENANCE_MS = 1_000;

function openSqlite(path: string, { maxBytes, ...options }: StoreOptions): Store {
  const { clock, log } = options;
  const database = openDatabase(path, { ...options, schema: CACHE_SCHEMA });
  const health = new StoreHealth(log);
  const generations = new SqliteGenerations({ database, health, clock });
  const onFault = (fault: Fault): void => {
    if (fault === 'corrupt') database.restart();
  };
  const texts = namespaces((namespace) => {
    const storage = new KeyvSqlite({ database, clock, maxBytes });
    return new TextStore({ namespace, storage, health, clock, onFault });
  });
  const maintain = (): void => {
    generations.settle();
    if (database.isPersistent && database.isFileGone) database.restart();
    cancel = clock.after(MAINTENANCE_MS, maintain);
  };
  let cancel = clock.after(MAINTENANCE_MS, maintain);
  return {
    generations,
    health,
    ...texts,
    async close() {
      cancel();
      await texts.flush();
      generations.close();
      database.close();
    },
  };
}

async function openRemote(url: string, packageName: string, { clock, log }: StoreOptions): Promise<Store> {
  const Adapter = await loadAdapter(packageName);
  const health = new StoreHealth(log);
  const texts = namespaces((namespace) => {
    return new TextStore({ namespace: `trunkline:${namespace}`, storage: new Adapter(url), health, clock });
  });
  return {
    generations: new RemoteGenerations(texts.texts('generations')),
    health,
    ...texts,
    close: () => texts.closeAll(),
  };
}

type AdapterConstructor = new (url: string) => unknown;

async function loadAdapter(packageName: string): Promise<AdapterConstructor> {
  try {
    return ((await import(packageName)) as { default: AdapterConstructor }).default;
  } catch (cause) {
    throw new GatewayError('store_failed', `cache.store needs the package ${packageName}.`, {
      hint: `npm install ${packageName} where trunkline is installed, or use sqlite:.`,
      cause,
    });
  }
}

function namespaces(create: (namespace: string) => TextStore) {
  const open = new Map<string, TextStore>();
  const each = async (work: (texts: TextStore) => Promise<unknown>): Promise<void> => {
    await Promise.all([...open.values()].map(work));
  };
  return {
    texts(namespace: string): TextStore {
      const texts = open.get(namespace) ?? create(namespace);
      open.set(namespace, texts);
      return texts;
    },
    flush: () => each((texts) => texts.flush()),
    closeAll: () => each((texts) => texts.close()),
  };
}
