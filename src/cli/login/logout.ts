import { parseArgs } from 'node:util';
import { loadConfig } from '../../config/load.ts';
import { pathsFor } from '../../shared/paths.ts';
import { oneServer } from '../one-server.ts';
import { remoteServer } from './remote-server.ts';
import { tellDaemon } from './tell-daemon.ts';

/** `trunkline logout <server>`: forgets what a login gave. */
export async function logout(args: string[]): Promise<number> {
  const options = { config: { type: 'string' } } as const;
  const { values, positionals } = parseArgs({ args, options, allowPositionals: true });
  const name = oneServer('logout', positionals);
  const config = await loadConfig({ path: values.config, env: process.env });
  const definition = remoteServer(config, name);
  const { logOutOf } = await import('../../daemon/login/log-in.ts');
  const wasLoggedIn = await logOutOf({ definition, config, paths: pathsFor(process.env) });
  await tellDaemon(values.config, name);
  process.stdout.write(wasLoggedIn ? `Logged out of ${name}.\n` : `Nobody was logged in at ${name}.\n`);
  return 0;
}
