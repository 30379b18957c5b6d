import { parseArgs } from 'node:util';
import { loadConfig } from '../config/load.ts';
import { pathsFor } from '../shared/paths.ts';

const OPTIONS = {
  standalone: { type: 'boolean', default: false },
  config: { type: 'string' },
  profile: { type: 'string' },
  verbose: { type: 'boolean', default: false },
} as const;

/** `trunkline [--standalone]`: serves the configured servers to the host on stdio until it goes. */
export async function standalone(args: string[]): Promise<number> {
  const { values } = parseArgs({ args, options: OPTIONS });
  const [config, { runStandalone }] = await Promise.all([
    loadConfig({ path: values.config, env: process.env }),
    import('../daemon/main.ts'),
  ]);
  await runStandalone({
    config,
    paths: pathsFor(process.env),
    input: process.stdin,
    output: process.stdout,
    isVerbose: values.verbose,
    profile: values.profile,
  });
  return 0;
}
