import type { EventEmitter } from 'node:events';

interface Entry {
  readonly key: string;
  readonly value: string;
  /** In milliseconds. */
  readonly ttl?: number;
}

interface Storage {
  query(sql: string, values: readonly unknown[]): Promise<unknown>;
  setMany(entries: readonly Entry[]): Promise<void>;
  disconnect(): Promise<void>;
}

interface Client {
  query(sql: string): Promise<unknown>;
}

const TABLE = 'trunkline_cache';

/** With what the adapter's own table lacks: keys of any length, and when a row has had its time. */
const TIDY = `
  CREATE TABLE IF NOT EXISTS public.${TABLE} (key TEXT PRIMARY KEY, value TEXT, expires BIGINT);
  CREATE INDEX IF NOT EXISTS ${TABLE}_expires ON public.${TABLE} (expires);
  DELETE FROM public.${TABLE} WHERE expires < EXTRACT(EPOCH FROM now()) * 1000`;

const UPSERT = `
  INSERT INTO public.${TABLE} (key, value, expires)
  SELECT * FROM UNNEST($1::text[], $2::text[], $3::bigint[])
  ON CONFLICT (key) DO UPDATE SET value = excluded.value, expires = excluded.expires`;

/** Even a connection that is always in use is opened anew now and then, and so is the table tidied. */
const MAX_LIFETIME_SECONDS = 3_600;

/**
 * Makes storages of Keyv's adapter for one store. They share its pool of connections, so that the first that ends
 * it ends it for all: to be done when nothing is to be written any more.
 */
export function postgresStorages(Adapter: new (options: object) => unknown, uri: string): () => Storage {
  let isEnded = false;
  const pool = { maxLifetimeSeconds: MAX_LIFETIME_SECONDS, log: hear, onConnect: tidy };
  return () => {
    const storage = new Adapter({ uri, table: TABLE, ...pool }) as Storage;
    const disconnect = storage.disconnect.bind(storage);
    storage.disconnect = async () => {
      if (isEnded) return;
      isEnded = true;
      await disconnect();
    };
    storage.setMany = async (entries) => {
      const now = Date.now();
      const expires = entries.map(({ ttl }) => (ttl === undefined ? null : Math.ceil(now + ttl)));
      const [keys, values] = [entries.map(({ key }) => key), entries.map(({ value }) => value)];
      await storage.query(UPSERT, [keys, values, expires]);
    };
    return storage;
  };
}

/**
 * `pg` calls this on its pool before it connects. A pool whose idle connections are lost tells of it by an `error`,
 * which ends the process where nobody hears it. Each query that fails for that tells of it as well.
 */
function hear(this: EventEmitter): void {
  if (this.listenerCount('error') === 0) this.on('error', () => {});
}

/** Each time it connects: the adapter makes its table once, too early where the server is not there yet. */
async function tidy(client: Client): Promise<void> {
  // Another process may do the same at this moment; whether the table is there the next query tells.
  await client.query(TIDY).catch(() => undefined);
}
