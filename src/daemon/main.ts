import { join } from 'node:path';
import type { Readable, Writable } from 'node:stream';
import type { Config } from '../config/config.ts';
import { killAllNow } from '../downstream/process/open-stdio.ts';
import { LineWire } from '../protocol/line-wire.ts';
import { systemClock } from '../shared/clock.ts';
import type { Paths } from '../shared/paths.ts';
import type { Log } from '../telemetry/log.ts';
import { Gateway } from './gateway.ts';
import { createOpenWire } from './open-wire.ts';
import { openStores } from './stores.ts';

interface StandaloneOptions {
  readonly config: Config;
  readonly paths: Paths;
  readonly input: Readable;
  readonly output: Writable;
  readonly log: Log;
}

/** What is left to the children once the host is gone: hosts and tests expect the whole tree to be. */
const MAX_SHUTDOWN_MS = 1_800;
const PARENT_CHECK_MS = 500;

/**
 * Runs the whole gateway in this process for the one client on stdio. Resolves when the client has gone,
 * by end of input, a broken pipe, a signal, or because its process vanished.
 */
export async function runStandalone({ config, paths, input, output, log }: StandaloneOptions): Promise<void> {
  const stores = openStores(join(paths.stateDir, 'trunkline.db'), { clock: systemClock, log });
  const openWire = createOpenWire({ log, limits: config.limits });
  const gateway = new Gateway({ config, snapshots: stores.snapshots, openWire, clock: systemClock, log });
  const session = gateway.openSession(new LineWire({ input, output, limits: config.limits }));
  await hostGone(session.ended);
  const deadline = setTimeout(() => killAllNow(), MAX_SHUTDOWN_MS);
  await gateway.close();
  clearTimeout(deadline);
  stores.close();
}

/** Resolves at the first sign that the host has gone. */
function hostGone(sessionEnded: Promise<void>): Promise<void> {
  const parent = process.ppid;
  return new Promise((resolve) => {
    void sessionEnded.then(resolve);
    for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) process.once(signal, () => resolve());
    // A host that was killed may have left our stdin open in another process; its own absence tells.
    const check = setInterval(() => {
      if (process.ppid === parent) return;
      clearInterval(check);
      resolve();
    }, PARENT_CHECK_MS);
    check.unref();
  });
}
