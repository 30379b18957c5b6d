import { expect, test } from 'vitest';
import { Findings } from '../../../../src/calls/arguments/check.ts';
import { Checks } from '../../../../src/calls/arguments/checks.ts';

/** Each level has the next one twice: whoever follows all of them takes 2^60 steps. */
function doubling(keyword: string) {
  const levels = Array.from({ length: 60 }, (_, level) => [
    `level${level}`,
    { [keyword]: [{ $ref: `#/$defs/level${level + 1}` }, { $ref: `#/$defs/level${level + 1}` }] },
  ]);
  const $defs = { ...Object.fromEntries(levels), level60: { type: 'string' } };
  return { type: 'object', properties: { a: { $ref: '#/$defs/level0' } }, $defs };
}

test.each(['allOf', 'anyOf', 'oneOf'])('an exponential %s does not hold up a call', (keyword) => {
  const check = new Checks().of(doubling(keyword));
  expect(check?.({ a: 'text' }, '', new Findings())).toEqual({ a: 'text' });
  expect(check?.({ a: [] }, '', new Findings())).toEqual({ a: [] });
});
