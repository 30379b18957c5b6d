import type { ServerDefinition } from '../../config/config.ts';
import type { Era } from '../../protocol/versions.ts';
import type { ServerFacts } from '../snapshot.ts';

/** As configured, as found out before, or to be found out. Nobody speaks the new era over the old transport. */
export function eraOf({ type, era }: ServerDefinition, facts: ServerFacts): Era | 'auto' {
  if (type === 'sse') return 'legacy';
  return era === 'auto' ? (facts.era ?? 'auto') : era;
}
