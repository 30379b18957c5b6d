import { GatewayError } from '../../shared/errors.ts';
import { openDatabase } from '../database.ts';
import type { Fault } from '../faults.ts';
import { CACHE_SCHEMA } from '../schema.ts';
import { namespaces } from './namespaces.ts';
import { isRemote, openRemote } from './open-remote.ts';
import { KeyvSqlite } from './sqlite/keyv-sqlite.ts';
import { OtherWriters } from './sqlite/other-writers.ts';
import { SqliteGenerations } from './sqlite/sqlite-generations.ts';
import { StoredTexts } from './sqlite/stored-texts.ts';
import type { Store, StoreOptions } from './store.ts';
import { StoreHealth } from './store-health.ts';
import { TextStore } from './text-store.ts';

/**
 * Opens `sqlite:<path>`, `memory:`, `redis://…`, `valkey://…` or `postgres://…`.
 * @throws GatewayError `config_invalid` for another URL, `store_failed` where an adapter is not installed.
 */
export async function openStore(url: string, options: StoreOptions): Promise<Store> {
  if (url === 'memory:') return openSqlite(':memory:', options);
  if (url.startsWith('sqlite:')) return openSqlite(url.slice('sqlite:'.length), options);
  const scheme = url.slice(0, url.indexOf(':') + 1);
  if (isRemote(scheme)) return openRemote(url, options);
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
  const others = new OtherWriters(database);
  const generations = new SqliteGenerations({ database, health, clock, others });
  const stored = new StoredTexts({ database, clock, maxBytes, others });
  const onFault = (fault: Fault): void => {
    if (fault === 'corrupt') database.restart();
  };
  const texts = namespaces((namespace) => {
    const storage = new KeyvSqlite(stored);
    return new TextStore({ namespace, storage, direct: storage, health, clock, onFault });
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
    isOneMachine: true,
    ...texts,
    async close() {
      cancel();
      await texts.flush();
      generations.close();
      database.close();
    },
  };
}
