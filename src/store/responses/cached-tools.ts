import type { CacheAdvice, CachedTool } from '../../protocol/daemon/cache-report.ts';
import type { CacheRule } from './cache-rule.ts';
import { noCounts, type ToolCounts } from './counters.ts';
import type { KeptResponses } from './kept-responses.ts';

interface CacheParts {
  readonly counted: readonly ToolCounts[];
  readonly advice: readonly CacheAdvice[];
  readonly ruleOf: (tool: string) => CacheRule | undefined;
  readonly kept: KeptResponses;
}

/** Every tool that was called or that there is advice on, by name, with all that is known of how it is cached. */
export function cachedTools({ counted, advice, ruleOf, kept }: CacheParts): CachedTool[] {
  const known = new Map(counted.map((each) => [each.tool, each]));
  for (const { tool } of advice) {
    // Seen by an earlier process, or by another one.
    if (!known.has(tool)) known.set(tool, { server: tool.split('__', 1)[0] ?? '', tool, counts: noCounts() });
  }
  return [...known.values()]
    .sort((a, b) => (a.tool < b.tool ? -1 : 1))
    .map(({ server, tool, counts }) => {
      const rule = ruleOf(tool);
      return {
        server,
        tool,
        rule: rule && { tools: rule.tools, ttlMs: rule.ttlMs, isLearned: rule.isLearned === true },
        counts,
        advice: advice.find((each) => each.tool === tool),
        kept: kept.ofTool(tool).map((entry) => ({
          ageMs: Math.round(kept.ageMs(entry)),
          ttlMs: entry.ttlMs,
          bytes: entry.bytes,
          durationMs: Math.round(entry.durationMs),
        })),
      };
    });
}
