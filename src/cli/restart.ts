import { parseArgs } from 'node:util';
import { DaemonClient } from '../client/daemon-client.ts';
import { GatewayError, PeerError } from '../shared/errors.ts';
import { targetDaemon } from './daemon/target.ts';
import { oneServer } from './one-server.ts';

/** `trunkline restart <server>`: its processes end, and the next call starts it anew. */
export async function restart(args: string[]): Promise<number> {
  const { values, positionals } = parseArgs({
    args,
    options: { config: { type: 'string' } },
    allowPositionals: true,
  });
  const name = oneServer('restart', positionals);
  const client = await DaemonClient.find(targetDaemon(values.config));
  if (!client)
    throw new GatewayError('server_unavailable', 'The daemon is not running, nor are its servers.');
  try {
    await client.restart(name);
    process.stdout.write(`${name} has stopped; the next call starts it.\n`);
    return 0;
  } catch (error) {
    if (error instanceof PeerError) throw new GatewayError('unknown_server', error.message);
    throw error;
  } finally {
    await client.close();
  }
}
