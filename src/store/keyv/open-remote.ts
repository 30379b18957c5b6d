import { GatewayError } from '../../shared/errors.ts';
import { RemoteGenerations } from './generations.ts';
import { namespaces } from './namespaces.ts';
import { postgresStorages } from './postgres-storage.ts';
import type { Store, StoreOptions } from './store.ts';
import { StoreHealth } from './store-health.ts';
import { TextStore } from './text-store.ts';

interface Adapter {
  /** Keyv's own, which the user installs beside Trunkline. */
  readonly packageName: string;
  readonly version: string;
  /** The scheme under which it knows its URLs. */
  readonly scheme: string;
  /** Gives each namespace of a store its storage. */
  readonly storages: (Constructor: AdapterConstructor, url: string) => () => unknown;
}

type AdapterConstructor = new (...args: unknown[]) => unknown;

const storagesWith: (...options: object[]) => Adapter['storages'] =
  (...options) =>
  (Constructor, url) =>
  () =>
    new Constructor(url, ...options);

const REDIS: Adapter = {
  packageName: '@keyv/redis',
  version: '5',
  scheme: 'redis:',
  storages: storagesWith(),
};
const POSTGRES: Adapter = {
  packageName: '@keyv/postgres',
  version: '2',
  scheme: 'postgres:',
  storages: postgresStorages,
};
const ADAPTERS: Readonly<Record<string, Adapter>> = {
  'redis:': REDIS,
  'rediss:': { ...REDIS, scheme: 'rediss:' },
  'valkey:': {
    packageName: '@keyv/valkey',
    version: '1',
    scheme: 'redis:',
    // The set of all its keys, which it would keep beside them, is never rid of those that expire.
    storages: storagesWith({ useRedisSets: false }),
  },
  'postgres:': POSTGRES,
  'postgresql:': POSTGRES,
};

/** Its clients wait for a connection for as long as there is none; a call does not. */
const PATIENCE = { timeoutMs: 1_000, pauseMs: 2_000 };

export const isRemote = (scheme: string): boolean => scheme in ADAPTERS;

/** @throws GatewayError `store_failed` where the adapter is not installed. */
export async function openRemote(url: string, { clock, log, importModule }: StoreOptions): Promise<Store> {
  const scheme = url.slice(0, url.indexOf(':') + 1);
  const adapter = ADAPTERS[scheme] ?? REDIS;
  const Constructor = await load(adapter, importModule);
  const health = new StoreHealth(log);
  const createStorage = adapter.storages(Constructor, adapter.scheme + url.slice(scheme.length));
  const texts = namespaces((namespace) => {
    const storage = createStorage();
    return new TextStore({ namespace: `trunkline:${namespace}`, storage, health, clock, patience: PATIENCE });
  });
  return {
    generations: new RemoteGenerations(texts.texts('generations'), clock),
    health,
    isOneMachine: false,
    ...texts,
    async close() {
      await texts.flush();
      await texts.closeAll();
    },
  };
}

async function load(
  { packageName, version }: Adapter,
  importModule: StoreOptions['importModule'] = (name) => import(name),
): Promise<AdapterConstructor> {
  try {
    return ((await importModule(packageName)) as { default: AdapterConstructor }).default;
  } catch (cause) {
    throw new GatewayError('store_failed', `cache.store needs the package ${packageName}.`, {
      hint: `npm install ${packageName}@${version} where trunkline is installed (with -g if it is global), or use sqlite:.`,
      cause,
    });
  }
}
