import { parseArgs } from 'node:util';
import { DaemonClient } from '../client/daemon-client.ts';
import type { CacheAdvice, CachedTool, CacheReport } from '../protocol/daemon/cache-report.ts';
import { GatewayError } from '../shared/errors.ts';
import { targetDaemon } from './daemon/target.ts';
import { formatDuration, formatTable } from './table.ts';

type Show = (report: CacheReport, name: string | undefined) => string;

/** Characters of JSON that make about one token. */
const CHARS_A_TOKEN = 4;

const SHOWN: Readonly<Record<string, Show>> = { stats, advise, inspect };

/** `trunkline cache stats|advise|inspect <tool>|clear [server, tool or tag]`. */
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
  const client = await DaemonClient.find(targetDaemon(values.config));
  if (!client) throw new GatewayError('server_unavailable', 'The daemon is not running.');
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

function stats({ tools, faults }: CacheReport): string {
  const rows = tools.map(({ tool, rule, counts }) => [
    tool,
    rule ? `${formatDuration(rule.ttlMs)}${rule.isLearned ? ' learned' : ''}` : '-',
    String(counts.hits),
    String(counts.stale),
    String(counts.coalesced),
    String(counts.misses),
    String(counts.bypassed),
    formatBytes(counts.bytes),
    formatTime(counts.savedMs),
    String(Math.round(counts.bytes / CHARS_A_TOKEN)),
  ]);
  const head = [
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
  ];
  const health = faults.length > 0 ? `The store fails: ${faults.join(', ')}. Calls go on without it.\n` : '';
  return `${health}${rows.length > 0 ? formatTable(head, rows) : 'No calls yet.\n'}`;
}

function advise({ tools }: CacheReport): string {
  const advised = tools.flatMap(({ advice, rule }) => (advice && !rule ? [advice] : []));
  if (advised.length === 0)
    return 'Nothing to advise yet: no tool without a rule was called twice with the same arguments.\n';
  advised.sort((a, b) => b.sparedMs - a.sparedMs);
  const head = ['TOOL', 'CALLS', 'REPEATS', 'UNCHANGED', 'LONGEST SAFE TTL', 'WOULD SPARE', 'TIME', 'TOKENS'];
  const rows = advised.map((advice) => [
    advice.tool,
    String(advice.calls),
    String(advice.repeats),
    `${Math.round(advice.unchangedShare * 100)} %`,
    longestSafeTtl(advice),
    `${advice.sparedCalls} calls`,
    formatTime(advice.sparedMs),
    String(Math.round(advice.sparedBytes / CHARS_A_TOKEN)),
  ]);
  const worthwhile = advised.filter(({ safeTtlMs, sparedCalls }) => safeTtlMs > 0 && sparedCalls > 0);
  return `${formatTable(head, rows)}${worthwhile.length > 0 ? `\n${rulesToPaste(worthwhile)}` : ''}`;
}

function longestSafeTtl({ safeTtlMs, unchangedShare }: CacheAdvice): string {
  if (safeTtlMs > 0) return formatDuration(safeTtlMs);
  return unchangedShare === 1 ? 'seen too briefly' : 'none';
}

function rulesToPaste(advised: readonly CacheAdvice[]): string {
  const byTtl = Map.groupBy(advised, ({ safeTtlMs }) => safeTtlMs);
  const rules = [...byTtl].map(([ttlMs, group]) => ({
    tools: group.map(({ tool }) => tool),
    ttl: `${ttlMs / 1_000}s`,
  }));
  return `To keep these answers, if the tools only read, as their servers say:\n"cache": ${JSON.stringify({ rules }, null, 2)}\n`;
}

function inspect({ tools }: CacheReport, name: string | undefined): string {
  if (name === undefined)
    throw new GatewayError('invalid_params', 'inspect takes a tool, as <server>__<tool>.');
  const found: CachedTool | undefined = tools.find(({ tool }) => tool === name);
  if (!found) throw new GatewayError('unknown_tool', `Nothing was seen of ${name} yet.`);
  return `${JSON.stringify(found, null, 2)}\n`;
}

function formatBytes(bytes: number): string {
  if (bytes < 10_240) return `${bytes} B`;
  return bytes < 10_485_760 ? `${Math.round(bytes / 1_024)} KB` : `${Math.round(bytes / 1_048_576)} MB`;
}

const formatTime = (ms: number): string => (ms < 10_000 ? `${Math.round(ms)} ms` : formatDuration(ms));
