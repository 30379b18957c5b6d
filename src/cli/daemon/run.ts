import { parseArgs } from 'node:util';
import { findConfigPath } from '../../config/find.ts';
import { loadConfig } from '../../config/load.ts';
import { pathsFor } from '../../shared/paths.ts';

const OPTIONS = { config: { type: 'string' }, verbose: { type: 'boolean', default: false } } as const;

/** `trunkline daemon run`: is the daemon, in the foreground, until it has nothing more to do. */
export async function runInForeground(args: string[]): Promise<number> {
  const { values } = parseArgs({ args, options: OPTIONS });
  const { env } = process;
  const configPath = findConfigPath({ path: values.config, env });
  const { runDaemon } = await import('../../daemon/run-daemon.ts');
  await runDaemon({
    configPath,
    paths: pathsFor(env),
    loadConfig: () => loadConfig({ path: configPath, env }),
    isVerbose: values.verbose,
  });
  return 0;
}
