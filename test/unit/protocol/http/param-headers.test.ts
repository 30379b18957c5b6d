import fc from 'fast-check';
import { expect, test } from 'vitest';
import { decodeHeaderValue, encodeHeaderValue } from '../../../../src/protocol/http/header-value.ts';
import { findParamHeaders, paramHeaders } from '../../../../src/protocol/http/param-headers.ts';

test('any text survives as a header value, which is plain ASCII', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), (text) => {
      const value = encodeHeaderValue(text);
      expect(value).toMatch(/^[\t\x20-\x7e]+$/);
      expect(decodeHeaderValue(value)).toBe(text);
    }),
  );
});

test.each(['=?base64?SGVsbG8?=', '=?base64?SGVs!!!bG8=?='])('%s is no encoded text', (value) => {
  expect(decodeHeaderValue(value)).toBeUndefined();
});

const at = (schema: object) => ({ type: 'object', properties: { a: schema } });
const HEADER = { type: 'string', 'x-mcp-header': 'Region' };

test('annotated arguments are repeated, at any depth; absent ones and null are not', () => {
  const schema = {
    type: 'object',
    properties: { where: at(HEADER), level: { type: 'integer', 'x-mcp-header': 'L' } },
  };
  const found = findParamHeaders(schema);
  if ('fault' in found) throw new Error(found.fault);
  expect(paramHeaders(found.headers, { where: { a: 'Zürich' }, level: 3 })).toEqual({
    'Mcp-Param-Region': '=?base64?WsO8cmljaA==?=',
    'Mcp-Param-L': '3',
  });
  expect(paramHeaders(found.headers, { where: { a: null } })).toEqual({});
});

test.each([
  ['a type that is no header', at({ type: 'object', 'x-mcp-header': 'A' })],
  ['a number', at({ type: 'number', 'x-mcp-header': 'A' })],
  ['line breaks', at({ type: 'string', 'x-mcp-header': 'A\r\nB: c' })],
  ['an empty name', at({ type: 'string', 'x-mcp-header': '' })],
  ['items', at({ type: 'array', items: HEADER })],
  ['anyOf', { type: 'object', anyOf: [at(HEADER)] }],
  ['$defs', { type: 'object', $defs: { x: HEADER } }],
  ['the root', { type: 'object', 'x-mcp-header': 'A' }],
  ['twice', { type: 'object', properties: { a: HEADER, b: { ...HEADER, 'x-mcp-header': 'REGION' } } }],
])('an annotation is a fault: %s', (_what, schema) => {
  expect(findParamHeaders(schema)).toHaveProperty('fault');
});
