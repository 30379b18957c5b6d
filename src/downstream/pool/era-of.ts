import type { ServerDefinition } from '../../config/config.ts';
import type { Era } from '../../protocol/versions.ts';
import type { ServerFacts } from '../snapshot.ts';

/** A server that is fetched anew by its name (`npx`, `uvx`) or runs elsewhere may speak the other era one day. */
const VERDICT_LASTS_MS = 7 * 24 * 60 * 60_000;

/** As configured, as found out lately, or to be found out. Nobody speaks the new era over the old transport. */
export function eraOf({ type, era }: ServerDefinition, facts: ServerFacts, wallTime: number): Era | 'auto' {
  if (type === 'sse') return 'legacy';
  if (era !== 'auto') return era;
  const { era: found, eraFoundAt } = facts;
  const isFresh = eraFoundAt !== undefined && wallTime - eraFoundAt < VERDICT_LASTS_MS;
  return found !== undefined && isFresh ? found : 'auto';
}

/** What is known once a server has answered; the date is that of the last time it was asked. */
export function withEra(
  facts: ServerFacts,
  { found, tried }: { found: Era; tried: Era | 'auto' },
  wallTime: number,
): ServerFacts {
  return found === tried ? { ...facts, era: found } : { ...facts, era: found, eraFoundAt: wallTime };
}

/** After a failed start: whatever the era had to do with it, it is to be found out anew. */
export function withoutEra({ era: _era, eraFoundAt: _foundAt, ...others }: ServerFacts): ServerFacts {
  return others;
}
