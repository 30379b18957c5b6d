import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type ResponseRequest, responseKey } from '../../../../../src/store/responses/entry/response-key.ts';

const short = fc.string({ maxLength: 3 });
const request: fc.Arbitrary<ResponseRequest> = fc.record({
  method: fc.constantFrom('tools/call' as const, 'resources/read' as const),
  serverName: short,
  name: short,
  definitionHash: short,
  toolHash: short,
  arguments: fc.dictionary(short, fc.oneof(short, fc.integer(), fc.constant(null))),
  principal: short,
  workspace: short,
  audience: short,
});

test('two requests have one key only where all that their answers hang on is equal', () => {
  fc.assert(
    fc.property(request, request, (a, b) => {
      const isSame = responseKey(a, 'principal') === responseKey(b, 'principal');
      const sorted = (of: ResponseRequest) => ({ ...of, arguments: Object.entries(of.arguments).sort() });
      expect(isSame).toBe(JSON.stringify(sorted(a)) === JSON.stringify(sorted(b)));
    }),
  );
});

const base: ResponseRequest = {
  method: 'tools/call',
  serverName: 's',
  name: 't',
  definitionHash: 'd',
  toolHash: 'h',
  arguments: { a: 1, b: { c: [1, 2] } },
  principal: 'p',
  workspace: 'w',
  audience: 'u',
};

test.each<[string, Partial<ResponseRequest>]>([
  ['principal', { principal: 'q' }],
  ['server definition', { definitionHash: 'e' }],
  ['tool definition', { toolHash: 'i' }],
  ['workspace', { workspace: 'v' }],
  ['audience', { audience: 'v' }],
  ['parts that run together as text', { serverName: 'st', name: '' }],
])('another %s is another key', (_, other) => {
  expect(responseKey({ ...base, ...other }, 'principal')).not.toBe(responseKey(base, 'principal'));
});

test('the order of arguments is none', () => {
  const turned = { ...base, arguments: { b: { c: [1, 2] }, a: 1 } };
  expect(responseKey(turned, 'principal')).toBe(responseKey(base, 'principal'));
});

test('a public answer is the same for every principal, and for nobody else than in its workspace', () => {
  const other = { ...base, principal: 'q' };
  expect(responseKey(other, 'public')).toBe(responseKey(base, 'public'));
  expect(responseKey({ ...other, workspace: 'v' }, 'public')).not.toBe(responseKey(base, 'public'));
});

test('only the arguments that a rule names enter, and by their names', () => {
  const key = (args: ResponseRequest['arguments'], vary: string[]) =>
    responseKey({ ...base, arguments: args }, 'principal', vary);
  expect(key({ a: 1, b: 2 }, ['a'])).toBe(key({ a: 1, b: 3 }, ['a']));
  expect(key({ a: 1 }, ['a'])).not.toBe(key({ b: 1 }, ['b']));
  expect(key({ a: { b: 1 } }, ['a.b'])).not.toBe(key({ a: { b: 2 } }, ['a.b']));
});

test('nothing of the arguments can be read from a key', () => {
  expect(responseKey({ ...base, arguments: { password: 'hunter2' } }, 'principal')).toMatch(/^[\w-]{43}$/);
});
