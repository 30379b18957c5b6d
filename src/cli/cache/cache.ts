import { parseArgs } from 'node:util';
import { DaemonClient } from '../../client/daemon-client.ts';
import type { CacheReport } from '../../protocol/daemon/cache-report.ts';
import { GatewayError } from '../../shared/errors.ts';
import { targetDaemon } from '../daemon/target.ts';
import { formatAdvice } from './advice.ts';
import { formatInspection } from './inspection.ts';
import { formatStats } from './stats.ts';

type Show = (report: CacheReport, name: string | undefined) => string;

const SHOWN: Readonly<Record<string, Show>> = {
  stats: formatStats,
  advise: formatAdvice,
  inspect: formatInspection,
};

/**
 * `trunkline cache stats|advise|inspect <tool>|clear [server, tool or tag]`. Asks the daemon, which is started if
 * need be: what standalone processes have seen and kept lies in the same store.
 */
export async function cache(args: string[]): Promise<number> {
  const options = { config: { type: 'string' }, json: { type: 'boolean', default: false } } as const;
  const { values, positionals } = parseArgs({ args, options, allowPositionals: true });
  const [action = 'stats', name] = positionals;
  const show = SHOWN[action];
  if (!show && action !== 'clear') {
    throw new GatewayError('invalid_params', `Unknown: trunkline cache ${action}.`, {
      hint: 'There are stats, advise, inspect <tool> and clear [server, tool or tag].',
    });
  }
  const client = await DaemonClient.get(targetDaemon(values.config));
  try {
    if (!show) {
      await client.clearCache(name);
      process.stdout.write(`Kept answers of ${name ?? 'all servers'} are not given again.\n`);
      return 0;
    }
    const report = await client.cacheReport();
    process.stdout.write(values.json ? `${JSON.stringify(report, null, 2)}\n` : show(report, name));
    return 0;
  } finally {
    await client.close();
  }
}
