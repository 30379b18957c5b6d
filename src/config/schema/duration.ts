import type { Decoder } from './decoder.ts';

const UNIT_MS: Readonly<Record<string, number>> = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 };
const PATTERN = /^(\d+(?:\.\d+)?)(ms|s|m|h|d)$/;
/** What `setTimeout` can wait: a longer delay fires at once. */
const LONGEST_MS = 2 ** 31 - 1;

/** `"30s"`, `"5m"`, `"500ms"`, or a number of milliseconds; decoded into milliseconds. */
export function duration(description: string, fallback: string): Decoder<number, number> {
  const absent = parse(fallback) ?? 0;
  return {
    absent,
    schema: {
      type: ['string', 'number'],
      description,
      pattern: PATTERN.source,
      minimum: 0,
      default: fallback,
    },
    decode(value, place) {
      const durationMs =
        typeof value === 'number' ? value : typeof value === 'string' ? parse(value) : undefined;
      if (durationMs === undefined || !(durationMs >= 0)) {
        return place.problem('must be a duration', 'write "30s", "5m", "500ms", or a number of milliseconds');
      }
      if (durationMs > LONGEST_MS) return place.problem('must be at most 24 days');
      if (typeof value === 'number' && value > 0 && value < 1_000) {
        place.note(`is ${value} milliseconds`, `for seconds write "${value}s"`);
      }
      return durationMs;
    },
  };
}

function parse(value: string): number | undefined {
  const [, amount, unit = ''] = PATTERN.exec(value.trim()) ?? [];
  const unitMs = UNIT_MS[unit];
  return unitMs === undefined ? undefined : Number(amount) * unitMs;
}
