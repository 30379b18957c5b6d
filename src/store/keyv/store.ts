import type { Clock } from '../../shared/clock.ts';
import type { Log } from '../../telemetry/log.ts';
import type { SqliteDriver } from '../sqlite-driver.ts';
import type { Generations } from './generations.ts';
import type { StoreHealth } from './store-health.ts';
import type { TextStore } from './text-store.ts';

export interface StoreOptions {
  readonly clock: Clock;
  readonly log: Log;
  /** Of the SQLite file; remote stores have limits of their own. */
  readonly maxBytes: number;
  /** Tests choose the library. */
  readonly driver?: SqliteDriver;
  /** Loads an adapter by its package's name; tests have others. */
  readonly importModule?: (name: string) => Promise<unknown>;
}

/** What may be forgotten: texts by namespace, and the generations that say which of them still hold. */
export interface Store {
  readonly generations: Generations;
  readonly health: StoreHealth;
  /** Whether all who share it are on one machine. */
  readonly isOneMachine: boolean;
  /** Made once per namespace; closed with the store. */
  texts(namespace: string): TextStore;
  /** Writes everything that waits. */
  flush(): Promise<void>;
  close(): Promise<void>;
}
