import type { CachePolicy, CacheRule } from '../../../../src/store/responses/cache-rule.ts';

/** Of the usual rule. */
export const TTL_MS = 60_000;
export const STALE_MS = 20_000;

/** The usual rule of the world. */
export const rule = (more: Partial<CacheRule> = {}): CacheRule => ({
  tools: ['s*__read*'],
  ttlMs: TTL_MS,
  maxTtlMs: TTL_MS,
  scope: 'principal',
  staleWhileRevalidateMs: STALE_MS,
  invalidatedBy: ['s2__write'],
  vary: undefined,
  ...more,
});

/** A policy with it. */
export const policy = (more: Partial<CachePolicy> = {}): CachePolicy => ({
  rules: [rule()],
  changes: [],
  learn: false,
  maxItemBytes: 10_000,
  memoryBytes: 100_000,
  ...more,
});
