import { join } from 'node:path';
import type { Readable, Writable } from 'node:stream';
import type { Config } from '../config/config.ts';
import { Processes } from '../downstream/process/processes.ts';
import { LineWire } from '../protocol/line-wire.ts';
import { systemClock } from '../shared/clock.ts';
import type { Paths } from '../shared/paths.ts';
import { lazyLog } from '../telemetry/lazy-log.ts';
import { Gateway } from './gateway.ts';
import { createOpenWire } from './open-wire.ts';
import { openStores } from './stores.ts';

interface StandaloneOptions {
  readonly config: Config;
  readonly paths: Paths;
  readonly input: Readable;
  readonly output: Writable;
  /** Log records also go to stderr. */
  readonly isVerbose: boolean;
}

/** For each of end of stdin and SIGTERM to take effect: the whole tree is gone two seconds after the host. */
const SHUTDOWN_GRACE_MS = 700;
const PARENT_CHECK_MS = 500;

/**
 * Runs the whole gateway in this process for the one client on stdio. Resolves when the client has gone,
 * by end of input, a broken pipe, a signal, or because its process vanished.
 */
export async function runStandalone(options: StandaloneOptions): Promise<void> {
  const { config, paths, input, output, isVerbose } = options;
  const log = lazyLog(async () => {
    const { openFileLog } = await import('../telemetry/file-log.ts');
    return openFileLog({ file: paths.logFile, level: config.log.level, isVerbose });
  });
  const stores = openStores(join(paths.stateDir, 'trunkline.db'), { clock: systemClock, log });
  const processes = new Processes({ env: process.env, limits: config.limits, log });
  const killAll = (): void => processes.killAllNow();
  process.on('exit', killAll);
  const openWire = createOpenWire(processes);
  const gateway = new Gateway({ config, snapshots: stores.snapshots, openWire, clock: systemClock, log });
  const session = gateway.openSession(new LineWire({ input, output, limits: config.limits }));
  await hostGone(session.ended);
  await Promise.all([processes.close(SHUTDOWN_GRACE_MS), gateway.close()]);
  process.off('exit', killAll);
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
