import { DaemonClient } from '../../client/daemon-client.ts';
import { PeerError } from '../../shared/errors.ts';
import { targetDaemon } from '../daemon/target.ts';

/** Has the daemon, if it runs, begin anew with a server: whom it speaks for there is another. */
export async function tellDaemon(config: string | undefined, serverName: string): Promise<void> {
  const client = await DaemonClient.find(targetDaemon(config));
  try {
    await client?.clearCache(serverName);
    await client?.restart(serverName);
  } catch (error) {
    if (!(error instanceof PeerError)) throw error; // it may not know the server yet
  } finally {
    await client?.close();
  }
}
