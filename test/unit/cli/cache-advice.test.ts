import { expect, test } from 'vitest';
import { formatAdvice } from '../../../src/cli/cache/advice.ts';
import type { CacheAdvice, CachedTool } from '../../../src/protocol/daemon/cache-report.ts';

const counts = { hits: 0, stale: 0, misses: 0, coalesced: 0, bypassed: 0, bytes: 0, savedMs: 0 };

function seen(tool: string, more: Partial<CacheAdvice>): CachedTool {
  const advice = {
    tool,
    calls: 10,
    repeats: 4,
    sameAfterChange: 0,
    unchangedShare: 1,
    safeTtlMs: 300_000,
    sparedCalls: 4,
    sparedMs: 100,
    sparedBytes: 1_000,
    ...more,
  };
  return { server: 'files', tool, counts, advice, kept: [] };
}

const adviceOn = (...tools: CachedTool[]): string => formatAdvice({ tools, faults: [] });

test('the rule to paste names the tools that are worth it, by TTL, and it is one that the configuration takes', () => {
  const text = adviceOn(
    seen('files__read', {}),
    seen('files__list', { safeTtlMs: 10_000 }),
    seen('files__info', { safeTtlMs: 0, sparedCalls: 0, unchangedShare: 0.5 }),
  );
  const rules = JSON.parse(`{${text.slice(text.indexOf('"cache"'))}}`);
  expect(rules).toEqual({
    cache: {
      rules: [
        { tools: ['files__read'], ttl: '5m' },
        { tools: ['files__list'], ttl: '10s' },
      ],
    },
  });
  expect(text).toContain('50 %');
});

test('what was answered as before in spite of changes is told, with what would keep it', () => {
  const text = adviceOn(seen('files__read', { sameAfterChange: 84 }), seen('files__list', {}));
  expect(text).toMatch(/files__read +84\nSay what changes concern/);
  expect(adviceOn(seen('files__list', {}))).not.toContain('Say what changes concern');
});

test('without a repeat there is nothing to advise', () => {
  expect(adviceOn()).toContain('Nothing to advise yet');
});
