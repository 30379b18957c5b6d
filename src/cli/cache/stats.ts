import type { CacheCounts, CachedTool, CacheReport } from '../../protocol/daemon/cache-report.ts';
import { formatDuration, formatTable } from '../table.ts';
import { formatBytes, formatTime, tokensIn } from './units.ts';

const HEAD = [
  'TOOL',
  'TTL',
  'HITS',
  'STALE',
  'JOINED',
  'MISSES',
  'PASSED',
  'BYTES',
  'TIME SAVED',
  'TOKENS',
] as const;

/** What the cache did: a line for each tool, and one for each server that has several. */
export function formatStats({ tools, faults }: CacheReport): string {
  const health = faults.length > 0 ? `The store fails: ${faults.join(', ')}. Calls go on without it.\n` : '';
  if (tools.length === 0) return `${health}No calls yet.\n`;
  const rows = [...Map.groupBy(tools, ({ server }) => server)].flatMap(([server, own]) => [
    ...own.map((each) => row(each.tool, ttlOf(each), each.counts)),
    ...(own.length > 1 ? [row(`${server} (all)`, '', total(own))] : []),
  ]);
  return `${health}${formatTable([...HEAD], rows)}`;
}

function row(name: string, ttl: string, counts: CacheCounts): string[] {
  const { hits, stale, coalesced, misses, bypassed, bytes, savedMs } = counts;
  const numbers = [hits, stale, coalesced, misses, bypassed].map(String);
  return [name, ttl, ...numbers, formatBytes(bytes), formatTime(savedMs), tokensIn(bytes)];
}

function ttlOf({ rule, tool }: CachedTool): string {
  if (rule) return `${formatDuration(rule.ttlMs)}${rule.isLearned ? ' learned' : ''}`;
  return tool.includes('__') ? '-' : 'its own';
}

function total(tools: readonly CachedTool[]): CacheCounts {
  const sum = { hits: 0, stale: 0, misses: 0, coalesced: 0, bypassed: 0, bytes: 0, savedMs: 0 };
  for (const { counts } of tools)
    for (const name of Object.keys(sum) as (keyof CacheCounts)[]) sum[name] += counts[name];
  return sum;
}
