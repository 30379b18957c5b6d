import type { CacheAdvice, CacheReport } from '../../protocol/daemon/cache-report.ts';
import { formatDuration, formatTable } from '../table.ts';
import { formatTime, tokensIn } from './units.ts';

const HEAD = ['TOOL', 'CALLS', 'REPEATS', 'UNCHANGED', 'LONGEST SAFE TTL', 'WOULD SPARE', 'TIME', 'TOKENS'];

/** Which tools without a rule repeat themselves, what a rule would have done, and the rule to paste. */
export function formatAdvice({ tools }: CacheReport): string {
  const advised = tools
    .flatMap(({ advice, rule }) => (advice && !rule ? [advice] : []))
    .sort((a, b) => b.sparedMs - a.sparedMs);
  if (advised.length === 0)
    return 'Nothing to advise yet: no tool without a rule was called twice with the same arguments.\n';
  const rows = advised.map((advice) => [
    advice.tool,
    String(advice.calls),
    String(advice.repeats),
    `${Math.round(advice.unchangedShare * 100)} %`,
    longestSafeTtl(advice),
    `${advice.sparedCalls} calls`,
    formatTime(advice.sparedMs),
    tokensIn(advice.sparedBytes),
  ]);
  const worthwhile = advised.filter(({ safeTtlMs, sparedCalls }) => safeTtlMs > 0 && sparedCalls > 0);
  const more = [
    ...(worthwhile.length > 0 ? ['\n', rulesToPaste(worthwhile)] : []),
    ...sameAfterChanges(advised),
  ];
  return [formatTable(HEAD, rows), ...more].join('');
}

/** What a rule alone would not keep. */
function sameAfterChanges(advised: readonly CacheAdvice[]): string[] {
  const concerned = advised.filter(({ sameAfterChange }) => sameAfterChange > 0);
  if (concerned.length === 0) return [];
  const rows = concerned.map(({ tool, sameAfterChange }) => [tool, String(sameAfterChange)]);
  return [
    '\nAnswered as before, though something had been changed at the server since:\n',
    formatTable(['TOOL', 'CALLS'], rows),
    'Say what changes concern, and these are kept as well: "Changes of one thing" in docs/caching.md.\n',
  ];
}

function longestSafeTtl({ safeTtlMs, unchangedShare }: CacheAdvice): string {
  if (safeTtlMs > 0) return formatDuration(safeTtlMs);
  return unchangedShare === 1 ? 'seen too briefly' : 'none';
}

function rulesToPaste(advised: readonly CacheAdvice[]): string {
  const byTtl = Map.groupBy(advised, ({ safeTtlMs }) => safeTtlMs);
  const rules = [...byTtl].map(([ttlMs, group]) => ({
    tools: group.map(({ tool }) => tool),
    ttl: formatDuration(ttlMs),
  }));
  return `To keep these answers, if the tools only read, as their servers say:\n"cache": ${JSON.stringify({ rules }, null, 2)}\n`;
}
