import { parseArgs } from 'node:util';
import { loadConfig } from '../../config/load.ts';
import type { LoggedOut } from '../../daemon/login/log-in.ts';
import { pathsFor } from '../../shared/paths.ts';
import { oneServer } from '../one-server.ts';
import { remoteServer } from './remote-server.ts';
import { tellDaemon } from './tell-daemon.ts';

/** `trunkline logout <server>`: forgets what a login gave, and has it taken back. */
export async function logout(args: string[]): Promise<number> {
  const options = { config: { type: 'string' } } as const;
  const { values, positionals } = parseArgs({ args, options, allowPositionals: true });
  const name = oneServer('logout', positionals);
  const config = await loadConfig({ path: values.config, env: process.env });
  const definition = remoteServer(config, name);
  const { logOutOf } = await import('../../daemon/login/log-in.ts');
  const outcome = await logOutOf({ definition, config, paths: pathsFor(process.env) });
  await tellDaemon(values.config, name);
  process.stdout.write(`${inWords(outcome, name)}\n`);
  return 0;
}

function inWords(outcome: LoggedOut, name: string): string {
  switch (outcome.was) {
    case 'not logged in':
      return `Nobody was logged in at ${name}.`;
    case 'revoked':
      return `Logged out of ${name}; its tokens are taken back.`;
    case 'not revocable':
      return `Logged out of ${name}. Its tokens cannot be taken back: they hold until they expire.`;
    case 'not revoked':
      return `Logged out of ${name}. Its tokens may still hold, since they were not taken back: ${outcome.reason}.`;
  }
}
