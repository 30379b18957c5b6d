import type { ServerDefinition } from '../../config/config.ts';
import type { ConnectionStatus } from '../../protocol/daemon/commands.ts';
import type { Caller } from '../caller.ts';
import type { Connection } from '../connection.ts';
import type { StartedConnection } from '../start.ts';

/** One connection of a pool, from the moment it is asked for. */
export interface Slot {
  readonly started: Promise<StartedConnection>;
  /** The session it was started for; none for Trunkline's own. */
  readonly opener: Caller | undefined;
  readonly startedAt: number;
  connection?: Connection;
  pid?: number | undefined;
}

/** Reading lists once more soon after is cheap while the server still runs; keeping it for that is not. */
const OWN_IDLE_MS = 5_000;

/** Whether nobody has used a connection for so long that nobody will miss it. */
export function isIdle(slot: Slot, { idleTimeoutMs, isolation }: ServerDefinition, now: number): boolean {
  const { connection, opener } = slot;
  if (!connection || connection.isBusy || !connection.subscriptions.isEmpty) return false;
  const idleMs = now - connection.lastUsedAt;
  if (!opener) return idleMs > OWN_IDLE_MS;
  // What such a server keeps between calls is its sessions' own, however long they think.
  if (isolation !== 'shared' && connection.callers.attached.size > 0) return false;
  return idleTimeoutMs > 0 && idleMs > idleTimeoutMs;
}

/** For people. */
export function statusOf(slot: Slot, now: number): ConnectionStatus[] {
  const { connection, pid, startedAt } = slot;
  if (!connection) return [];
  const { inFlight, callers } = connection;
  return [{ pid, uptimeMs: now - startedAt, inFlight, sessions: callers.attached.size }];
}
