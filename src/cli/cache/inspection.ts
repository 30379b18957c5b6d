import type { CacheReport } from '../../protocol/daemon/cache-report.ts';
import { GatewayError } from '../../shared/errors.ts';
import { formatDuration, formatTable } from '../table.ts';
import { formatStats } from './stats.ts';
import { formatBytes, formatTime } from './units.ts';

const HEAD = ['AGE', 'TTL', 'BYTES', 'TOOK'];

/** One tool: its rule, what it did, and the answers in memory. */
export function formatInspection(report: CacheReport, name: string | undefined): string {
  if (name === undefined)
    throw new GatewayError('invalid_params', 'inspect takes a tool, as <server>__<tool>.');
  const found = report.tools.find(({ tool }) => tool === name);
  if (!found) throw new GatewayError('unknown_tool', `Nothing was seen of ${name} yet.`);
  const { rule, kept } = found;
  const by = rule?.isLearned ? 'A rule that was learned' : rule && `The rule for ${rule.tools.join(', ')}`;
  const rows = kept.map(({ ageMs, ttlMs, bytes, durationMs }) => [
    formatTime(ageMs),
    formatDuration(ttlMs),
    formatBytes(bytes),
    formatTime(durationMs),
  ]);
  return [
    formatStats({ ...report, tools: [found] }),
    `${by ?? 'No rule of yours'} says how its answers are kept.\n`,
    rows.length > 0 ? `\nIn the daemon's memory:\n${formatTable(HEAD, rows)}` : '',
  ].join('');
}
