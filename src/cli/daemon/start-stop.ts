import { setTimeout as delay } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { DaemonClient } from '../../client/daemon-client.ts';
import type { FindDaemonOptions } from '../../client/find-daemon.ts';
import { findLock, type LockRecord } from '../../protocol/daemon/lock-file.ts';
import { GatewayError } from '../../shared/errors.ts';
import { isRunning } from '../../shared/process-start.ts';
import { targetDaemon } from './target.ts';

const OPTIONS = { config: { type: 'string' } } as const;
/** Calls in flight have ten seconds, servers two for each way of asking them to end. */
const END_DEADLINE_MS = 30_000;
const POLL_MS = 20;

/** `trunkline daemon start`: starts it, unless it runs. */
export async function start(args: string[]): Promise<number> {
  return report(await DaemonClient.get(targetOf(args)));
}

/** `trunkline daemon stop`: ends it, once its calls have ended. Hosts that are connected start it anew. */
export async function stop(args: string[]): Promise<number> {
  const target = targetOf(args);
  const isStopped = await stopAt(target);
  process.stdout.write(isStopped ? 'The daemon has stopped.\n' : 'The daemon is not running.\n');
  return 0;
}

/** `trunkline daemon restart`: both. Sessions go on. */
export async function restart(args: string[]): Promise<number> {
  const target = targetOf(args);
  await stopAt(target);
  return report(await DaemonClient.get(target));
}

function targetOf(args: string[]): FindDaemonOptions {
  return targetDaemon(parseArgs({ args, options: OPTIONS }).values.config);
}

async function report(client: DaemonClient): Promise<number> {
  process.stdout.write(`The daemon runs, pid ${client.pid}.\n`);
  await client.close();
  return 0;
}

/** @returns whether there was one. */
async function stopAt(target: FindDaemonOptions): Promise<boolean> {
  const record = findLock(target.address.lockFile);
  const client = await DaemonClient.find(target);
  if (!client) return false;
  await client.stop();
  await client.close();
  if (record) await end(record);
  return true;
}

async function end(record: LockRecord): Promise<void> {
  for (let waitedMs = 0; waitedMs < END_DEADLINE_MS; waitedMs += POLL_MS) {
    if (!isRunning(record)) return;
    await delay(POLL_MS);
  }
  throw new GatewayError('call_timed_out', `The daemon (pid ${record.pid}) has not ended yet.`);
}
