import { expect, test } from 'vitest';
import { legacyOutput, legacyTool } from '../../../../src/session/methods/legacy-tools.ts';

const inputSchema = { type: 'object', properties: { a: { type: 'string' } } };

test('a tool that a legacy host can read is the very same tree', () => {
  const plain = { name: 'a', inputSchema };
  expect(legacyTool(plain)).toBe(plain);
  const structured = { ...plain, outputSchema: { type: 'object', properties: {} } };
  expect(legacyTool(structured)).toBe(structured);
});

test('an output that is no object is listed in a wrap, in which references still lead to what they did', () => {
  const outputSchema = {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    type: 'array',
    items: { anyOf: [{ $ref: '#/$defs/item' }, { $ref: '#' }, { $ref: 'https://example.com/#/x' }] },
    $defs: {
      item: { const: { $ref: '#/$defs/data' }, properties: { $ref: { $ref: '#/$defs/item' } } },
      apart: { $id: 'https://example.com/apart', items: { $ref: '#/inside' } },
    },
    default: [{ $ref: '#/data' }],
  };
  expect(legacyTool({ name: 'a', inputSchema, outputSchema })).toEqual({
    name: 'a',
    inputSchema,
    outputSchema: {
      $schema: outputSchema.$schema,
      type: 'object',
      required: ['result'],
      properties: {
        result: {
          ...outputSchema,
          items: {
            anyOf: [
              { $ref: '#/properties/result/$defs/item' },
              { $ref: '#/properties/result' },
              { $ref: 'https://example.com/#/x' },
            ],
          },
          $defs: {
            item: {
              const: { $ref: '#/$defs/data' },
              properties: { $ref: { $ref: '#/properties/result/$defs/item' } },
            },
            apart: outputSchema.$defs.apart,
          },
        },
      },
    },
  });
});

test('schemas that are no objects become such', () => {
  const properties = { any: true, none: false, a: { type: 'string' } };
  const objects = { any: {}, none: { not: {} }, a: { type: 'string' } };
  const schema = { type: 'object', properties };
  expect(legacyTool({ name: 'a', inputSchema: schema, outputSchema: schema })).toEqual({
    name: 'a',
    inputSchema: { type: 'object', properties: objects },
    outputSchema: { type: 'object', properties: objects },
  });
  expect(legacyTool({ name: 'a', inputSchema, outputSchema: true })).toHaveProperty('outputSchema', {
    type: 'object',
    properties: { result: {} },
    required: ['result'],
  });
});

test('what is answered is wrapped where it was listed so, or is no object', () => {
  const object = { type: 'object' };
  const wrap = (structuredContent: unknown, outputSchema?: unknown) =>
    legacyOutput({ content: [], structuredContent }, { name: 'a', outputSchema }).structuredContent;
  expect(wrap([1], { type: 'array' })).toEqual({ result: [1] });
  expect(wrap({ a: 1 }, { anyOf: [object] })).toEqual({ result: { a: 1 } });
  expect(wrap({ a: 1 }, object)).toEqual({ a: 1 });
  expect(wrap({ a: 1 })).toEqual({ a: 1 });
  expect(wrap(null)).toEqual({ result: null });
  expect(wrap('text', object)).toEqual({ result: 'text' });
  const without = { content: [] };
  expect(legacyOutput(without, { name: 'a', outputSchema: { type: 'array' } })).toBe(without);
});
