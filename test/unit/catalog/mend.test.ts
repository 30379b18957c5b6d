import { expect, test } from 'vitest';
import { mendTool } from '../../../src/catalog/mend.ts';

const tool = (inputSchema: unknown) =>
  ({ name: 'a', description: 'A.', inputSchema }) as Record<string, unknown>;

test('a tool that needs nothing is the very same tree', () => {
  const sound = tool({ type: 'object', properties: {}, additionalProperties: false });
  expect(mendTool(sound)).toEqual({ tool: sound });
  expect((mendTool(sound) as { tool: unknown }).tool).toBe(sound);
});

test('a missing type or properties is added, and what was there is kept', () => {
  expect(mendTool(tool({ $schema: 'x' }))).toEqual({
    tool: tool({ $schema: 'x', type: 'object', properties: {} }),
    mended: 'inputSchema had no type and no properties',
  });
  expect(mendTool({ name: 'a' })).toHaveProperty('tool.inputSchema', { type: 'object', properties: {} });
});

test.each([
  ['a root that is no object', { type: 'array' }],
  ['a reference to fetch', { type: 'object', properties: { a: { $ref: 'https://example.com/s.json' } } }],
  [
    'references in a circle',
    { type: 'object', $defs: { a: { $ref: '#/$defs/b' }, b: { $ref: '#/$defs/a' } } },
  ],
  ['a header with a line break', { type: 'object', properties: { a: { 'x-mcp-header': 'A\r\nB' } } }],
  ['a schema that is text', 'object'],
])('%s leaves the tool out, with the reason', (_, schema) => {
  expect(mendTool(tool(schema))).toEqual({ leftOut: expect.stringMatching(/^its /) });
});

test('a schema that contains itself through a property is sound', () => {
  expect(mendTool(tool({ type: 'object', properties: { child: { $ref: '#' } } }))).toHaveProperty('tool');
});

test('an outputSchema that no host could use is left out, and the tool stays', () => {
  const sound = tool({ type: 'object', properties: {} });
  const outputSchema = { type: 'object', properties: { a: { $ref: 'https://example.com/s.json' } } };
  expect(mendTool({ ...sound, outputSchema })).toEqual({
    tool: sound,
    mended: expect.stringMatching(/^outputSchema left out: its schema refers outside itself/),
  });
  const list = { type: 'array', items: { type: 'string' } };
  expect(mendTool({ ...sound, outputSchema: list })).toEqual({ tool: { ...sound, outputSchema: list } });
});
