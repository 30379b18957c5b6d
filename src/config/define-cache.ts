import type { Config } from './config.ts';
import type { CACHE } from './schema/cache.ts';
import type { Decoded } from './schema/decoder.ts';

/** The `cache` section in milliseconds and with its rules whole. */
export function defineCache({ rules, ...settings }: Decoded<typeof CACHE>): Config['cache'] {
  return {
    ...settings,
    rules: rules.map(({ tools = [], ttl, maxTtl, scope, staleWhileRevalidate, invalidatedBy, vary }) => ({
      tools,
      ttlMs: ttl,
      maxTtlMs: Math.max(ttl, maxTtl),
      scope,
      staleWhileRevalidateMs: staleWhileRevalidate,
      invalidatedBy,
      vary,
    })),
  };
}
