import type { JsonObject } from './json-rpc.ts';

/** The two ways of speaking MCP: with an `initialize` handshake, or stateless since 2026-07-28. */
export type Era = 'legacy' | 'modern';

export const LEGACY_VERSIONS = ['2025-11-25', '2025-06-18', '2025-03-26', '2024-11-05'] as const;
export const LATEST_LEGACY = LEGACY_VERSIONS[0];
export const MODERN_VERSIONS = ['2026-07-28'] as const;
export const LATEST_MODERN = MODERN_VERSIONS[0];

/** Keys of the modern era's per-request envelope in `_meta` (spec 2026-07-28, basic). */
export const META = {
  protocolVersion: 'io.modelcontextprotocol/protocolVersion',
  clientCapabilities: 'io.modelcontextprotocol/clientCapabilities',
  clientInfo: 'io.modelcontextprotocol/clientInfo',
  logLevel: 'io.modelcontextprotocol/logLevel',
  serverInfo: 'io.modelcontextprotocol/serverInfo',
  subscriptionId: 'io.modelcontextprotocol/subscriptionId',
} as const;

/** From the most talkative to the most severe (RFC 5424, as MCP names them). */
export const LOG_LEVELS: readonly string[] = [
  'debug',
  'info',
  'notice',
  'warning',
  'error',
  'critical',
  'alert',
  'emergency',
];

/** The `_meta` of a request's params, if any. */
export function metaOf(params: JsonObject | undefined): JsonObject | undefined {
  return params?._meta as JsonObject | undefined;
}
