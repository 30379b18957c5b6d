import { openStore } from '../../../../src/store/keyv/open-store.ts';
import type { Store } from '../../../../src/store/keyv/store.ts';
import { loadDriver, type SqliteConnection } from '../../../../src/store/sqlite-driver.ts';
import type { ManualClock } from '../manual-clock.ts';
import { recordingLog } from '../recording-log.ts';

interface WatchedStoreOptions {
  readonly clock: ManualClock;
  readonly log?: ReturnType<typeof recordingLog>;
  readonly maxBytes: number;
}

/** A store with the connection that it opened last, for a test to look at or to break. */
export async function openWatchedStore(
  url: string,
  { clock, log = recordingLog(), maxBytes }: WatchedStoreOptions,
): Promise<{ store: Store; connection: () => SqliteConnection }> {
  const load = loadDriver(log);
  let connection: SqliteConnection | undefined;
  const driver = (file: string, timeoutMs: number): SqliteConnection => {
    connection = load(file, timeoutMs);
    return connection;
  };
  const store = await openStore(url, { clock, log, maxBytes, driver });
  const opened = (): SqliteConnection => {
    if (!connection) throw new Error(`${url} opened no connection`);
    return connection;
  };
  return { store, connection: opened };
}
