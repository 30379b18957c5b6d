import { expect, test } from 'vitest';
import { Findings } from '../../../../src/calls/arguments/check.ts';
import { compileSchema } from '../../../../src/calls/arguments/compile.ts';
import type { JsonObject } from '../../../../src/protocol/json-rpc.ts';

function fit(properties: JsonObject, value: JsonObject, more: JsonObject = {}) {
  const findings = new Findings();
  const check = compileSchema({ type: 'object', properties, ...more });
  const fitting = check ? check(value, '', findings) : value;
  return {
    fitting,
    faults: findings.faults.map(({ path, reason }) => `${path} ${reason}`),
    repairs: findings.repairs,
  };
}

const string = { type: 'string' };
const number = { type: 'number' };
const numbers = { type: 'array', items: number };

test.each<[string, JsonObject, unknown, unknown]>([
  ['JSON text where an object is asked', { type: 'object' }, '{"a":1}', { a: 1 }],
  ['JSON text where an array is asked', numbers, '[1, 2]', [1, 2]],
  ['a number as text', number, '-1.5e3', -1500],
  ['an integer as text', { type: 'integer' }, ' 7 ', 7],
  ['a boolean as text', { type: 'boolean' }, 'false', false],
  ['one element where an array is asked', numbers, 5, [5]],
  ['one element as text where an array is asked', numbers, '5', [5]],
  ['an enumerated number as text', { enum: [1, 2] }, '2', 2],
  ['text for the alternative that is no text', { anyOf: [number, { type: 'null' }] }, '3', 3],
  ['a number below a reference', { $ref: '#/$defs/count' }, '3', 3],
])('%s is mended, and said to be', (_, schema, value, expected) => {
  const { fitting, faults, repairs } = fit({ x: schema }, { x: value }, { $defs: { count: number } });
  expect(fitting).toEqual({ x: expected });
  expect(faults).toEqual([]);
  expect(repairs[0]?.path).toBe('/x');
});

test('null for an optional is left out; where null is allowed, it stays', () => {
  expect(fit({ x: string }, { x: null }).fitting).toEqual({});
  expect(fit({ x: { type: ['string', 'null'] } }, { x: null }).fitting).toEqual({ x: null });
  expect(fit({ x: { type: 'string', nullable: true } }, { x: null }).repairs).toEqual([]);
  expect(fit({ x: string }, { x: null }, { required: ['x'] }).faults).toEqual([
    '/x must be of type string, not null',
  ]);
});

test.each<[string, JsonObject, unknown]>([
  ['text that is a number where text is asked', string, '5'],
  ['a number where one alternative is text', { anyOf: [number, string] }, '5'],
  ['a value outside bounds, which the server may clamp', { type: 'integer', maximum: 3 }, 9],
  ['a format that the server may read otherwise', { type: 'string', format: 'date' }, 'tomorrow'],
  ['a type that nobody knows', { type: 'date' }, 12],
  ['whatever an empty schema is given', {}, { deep: [null] }],
  ['an id of more digits than a number holds', { type: ['integer', 'string'] }, '12345678901234567890'],
  ['tuples', { type: 'array', prefixItems: [number], items: string }, ['a', 'b']],
  ['what a reference to nowhere is given', { $ref: '#/$defs/none' }, 1],
])('%s is passed on untouched', (_, schema, value) => {
  const given = { x: value, unknown: true };
  const { fitting, faults, repairs } = fit({ x: schema }, given, { additionalProperties: false });
  expect(fitting).toBe(given);
  expect([faults, repairs]).toEqual([[], []]);
});

test.each<[string, JsonObject, unknown, string]>([
  ['text where a number is asked', number, 'many', '/x must be of type number, not "many"'],
  [
    'a fraction where a whole number is asked',
    { type: 'integer' },
    '1.5',
    '/x must be of type integer, not "1.5"',
  ],
  ['a value that is not listed', { enum: ['a', 'b'] }, 'c', '/x must be one of the listed values, not "c"'],
  ['a wrong element', numbers, [1, {}], '/x/1 must be of type number, not {}'],
  [
    'no fitting alternative',
    { oneOf: [number, numbers] },
    { a: 1 },
    '/x fits none of the alternatives; it is {"a":1}',
  ],
])('%s is refused with its path', (_, schema, value, expected) => {
  expect(fit({ x: schema }, { x: value }).faults).toEqual([expected]);
});

test('a missing required argument is named, unless the schema has a default for it', () => {
  const properties = { 'a/b': string, c: { type: 'string', default: 'see' } };
  expect(fit(properties, {}, { required: ['a/b', 'c'] }).faults).toEqual(['/a~1b is required']);
});

test('what is given is never changed itself', () => {
  const given = Object.freeze({ x: Object.freeze({ y: '1' }) });
  expect(fit({ x: { type: 'object', properties: { y: number } } }, given).fitting).toEqual({ x: { y: 1 } });
  expect(given).toEqual({ x: { y: '1' } });
});

test('schemas that lead back to themselves, or to ever more of themselves, end', () => {
  const tree = { type: 'object', properties: { next: { $ref: '#' }, value: number } };
  const findings = new Findings();
  expect(compileSchema(tree)?.({ next: { next: { value: '1' } } }, '', findings)).toEqual({
    next: { next: { value: 1 } },
  });
  const endless: JsonObject = { type: 'object', allOf: [] };
  (endless.allOf as unknown[]).push({ $ref: '#' }, { $ref: '#' });
  const given = { a: 1 };
  expect(compileSchema(endless)?.(given, '', new Findings())).toBe(given);
});

test('keys that JavaScript has a meaning for are ordinary arguments', () => {
  const given = JSON.parse('{"constructor": "1", "__proto__": {"x": 1}}');
  const { fitting } = fit({ constructor: number } as JsonObject, given);
  expect((fitting as JsonObject).constructor).toBe(1);
  expect(Object.keys(fitting as JsonObject)).toEqual(['constructor', '__proto__']);
});
