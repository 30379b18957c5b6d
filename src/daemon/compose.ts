import type { Responses } from '../calls/cache/responses.ts';
import type { Config } from '../config/config.ts';
import { configOption } from '../config/find.ts';
import { Processes } from '../downstream/process/processes.ts';
import { systemClock } from '../shared/clock.ts';
import type { Paths } from '../shared/paths.ts';
import { lazyFileLog } from '../telemetry/lazy-log.ts';
import type { Log } from '../telemetry/log.ts';
import { Gateway } from './gateway.ts';
import { keepHeapLean } from './lean-heap.ts';
import { LazyResponses } from './open-responses.ts';
import { createOpenWire } from './open-wire.ts';
import { openStores, type Stores } from './stores.ts';

export interface ComposeOptions {
  readonly config: Config;
  readonly paths: Paths;
  /** Log records also go to stderr. */
  readonly isVerbose: boolean;
}

/** A gateway with all it stands on. Whoever composes it closes it. */
export interface Composed {
  readonly gateway: Gateway;
  readonly stores: Stores;
  readonly responses: Responses;
  readonly log: Log;
  /** Ends sessions, servers and their processes, each of which has the grace for every step, and the stores. */
  close(graceMs: number): Promise<void>;
}

/** Builds the gateway of one process, whichever way its clients reach it. */
export function composeGateway({ config, paths, isVerbose }: ComposeOptions): Composed {
  const log = lazyFileLog({ file: paths.logFile, level: config.log.level, isVerbose });
  const stores = openStores(paths, {
    sessionTtlMs: config.session.ttlMs,
    clock: systemClock,
    log,
  });
  const processes = new Processes({ env: process.env, limits: config.limits, log });
  const killAll = (): void => processes.killAllNow();
  process.on('exit', killAll);
  const openWire = createOpenWire(processes, {
    limits: config.limits,
    credentials: stores.credentials,
    configOption: configOption(config.path, process.env),
    clock: systemClock,
    log,
  });
  const responses = new LazyResponses({ config, paths, clock: systemClock, log });
  const gateway = new Gateway({
    config,
    snapshots: stores.snapshots,
    index: stores.index,
    openWire,
    responses,
    clock: systemClock,
    log,
  });
  responses.openSoon();
  keepHeapLean(systemClock);
  return {
    gateway,
    stores,
    responses,
    log,
    async close(graceMs) {
      await Promise.all([processes.close(graceMs), gateway.close()]);
      await responses.close();
      process.off('exit', killAll);
      stores.close();
    },
  };
}
