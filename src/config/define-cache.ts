import type { Config } from './config.ts';
import type { CACHE } from './schema/cache.ts';
import type { Decoded } from './schema/decoder.ts';

/** The `cache` section in milliseconds and with its rules whole. */
export function defineCache({ rules, changes, ...settings }: Decoded<typeof CACHE>): Config['cache'] {
  return {
    ...settings,
    changes: changes.map(({ tools = [], about = '', parents }) => ({ tools, about, parents })),
    rules: rules.map(({ tools = [], ttl, maxTtl, staleWhileRevalidate, durable, ...rule }) => ({
      ...rule,
      tools,
      ttlMs: ttl,
      maxTtlMs: Math.max(ttl, maxTtl),
      staleWhileRevalidateMs: staleWhileRevalidate,
      isDurable: durable,
    })),
  };
}
