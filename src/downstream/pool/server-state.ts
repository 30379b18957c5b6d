import type { ServerStatus } from '../../protocol/daemon/commands.ts';
import type { ConnectionPool } from './connection-pool.ts';

/** What a server is doing, in the word that people are shown. */
export function serverState({ restarts, connections, isStarting }: ConnectionPool): ServerStatus['state'] {
  if (restarts.wantsLogin) return 'needs login';
  if (connections.length > 0) return 'ready';
  if (isStarting) return 'starting';
  return restarts.lastReason === undefined ? 'stopped' : 'failing';
}
