import { round, table } from './report.ts';

/** What issue or design ask, against what a run gave. */
export interface Bar {
  readonly what: string;
  readonly value: number;
  readonly limit: number;
  readonly isMet: boolean;
}

export const atMost = (what: string, value: number, limit: number): Bar => ({
  what: `${what}, at most`,
  value,
  limit,
  isMet: value <= limit,
});

export const atLeast = (what: string, value: number, limit: number): Bar => ({
  what: `${what}, at least`,
  value,
  limit,
  isMet: value >= limit,
});

export function barsTable(bars: readonly Bar[]): string {
  const digits = (limit: number): number => (limit < 3 ? 2 : limit < 1_000 ? 1 : 0);
  const cells = bars.map(({ what, value, limit, isMet }) => [
    what,
    round(value, digits(limit)),
    round(limit, digits(limit)),
    isMet ? 'met' : 'MISSED',
  ]);
  return table(['bar', 'measured', 'bar', ''], cells);
}
