import type { Clock } from '../../shared/clock.ts';
import { messageOf } from '../../shared/errors.ts';
import type { Log } from '../../telemetry/log.ts';
import type { Caller } from '../caller.ts';
import type { Connection } from '../connection.ts';

/** Where a session finds the connection that takes the place of a lost one. */
interface Acquirer {
  acquire(caller: Caller): Promise<Connection>;
}

const DELAY_MS = 1_000;

/** Subscribes anew what a lost connection had: a restarted server has forgotten it, and a change may be missed. */
export function resubscribe(
  lost: Connection,
  pool: Acquirer,
  { clock, log }: { clock: Clock; log: Log },
): void {
  const again = async (uri: string, caller: Caller): Promise<void> => {
    try {
      const connection = await pool.acquire(caller);
      await connection.subscriptions.add(uri, caller);
      caller.notify(lost.serverName, 'notifications/resources/updated', { uri });
    } catch (error) {
      log.warn({ server: lost.serverName, uri, reason: messageOf(error) }, 'could not subscribe again');
    }
  };
  for (const [uri, callers] of lost.subscriptions.entries()) {
    for (const caller of callers) clock.after(DELAY_MS, () => void again(uri, caller));
  }
}
