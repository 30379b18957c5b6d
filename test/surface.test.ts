import { countTokens } from 'gpt-tokenizer/encoding/o200k_base';
import { expect, test } from 'vitest';
import { listMetaTools } from '../src/calls/meta/list.ts';
import { isObject, type JsonObject } from '../src/protocol/json-rpc.ts';

const ALWAYS = { 'anthropic/alwaysLoad': true };
const READS = { readOnlyHint: true };
const TEXT = { type: 'string' };
const TEXTS = { type: 'array', items: TEXT };
const CALL = {
  type: 'object',
  properties: { name: TEXT, arguments: { type: 'object' } },
  required: ['name'],
};

test('the meta-tools are these', () => {
  expect(listMetaTools(['files', 'github'])).toEqual([
    {
      name: 'find_tools',
      description: 'Find tools by what they do. Servers: files, github.',
      inputSchema: {
        type: 'object',
        properties: { queries: TEXTS, server: TEXT },
        required: ['queries'],
      },
      annotations: READS,
      _meta: ALWAYS,
    },
    {
      name: 'describe_tools',
      description: 'Full schemas.',
      inputSchema: { type: 'object', properties: { names: TEXTS } },
      annotations: READS,
      _meta: ALWAYS,
    },
    { name: 'call_tool', description: 'Call any tool.', inputSchema: CALL, _meta: ALWAYS },
    {
      name: 'call_read_tool',
      description: 'Call a read-only tool.',
      inputSchema: CALL,
      annotations: READS,
      _meta: ALWAYS,
    },
    {
      name: 'call_tools',
      description:
        'Up to 32 parallel calls {id,name,arguments,after}. {"$ref":"id#text"} or {"$ref":"id#/structuredContent/…"} takes from a result.',
      inputSchema: {
        type: 'object',
        properties: { calls: { type: 'array', items: { type: 'object' } } },
      },
      _meta: ALWAYS,
    },
  ]);
});

test.each<[string, (index: number) => string]>([
  ['usual names', (index) => `some-server-${index}`],
  ['short ones', (index) => `s${index}`],
  ['names that are no words', (index) => `xq7Zt-kWv9_${index}`],
  ['one word of another script', (index) => `サーバー${index}`],
  [
    'very long ones',
    (index) => `server-with-a-name-that-somebody-generated-for-it-and-nobody-shortened-${index}`,
  ],
])(
  'with 50 servers the list costs at most 300 tokens of what a model sees, and 340 in all: %s',
  (_, nameOf) => {
    const list = listMetaTools(Array.from({ length: 50 }, (_, index) => nameOf(index)));
    const seen = list.map(({ name, description, inputSchema }) => ({ name, description, inputSchema }));
    expect(countTokens(JSON.stringify(seen))).toBeLessThanOrEqual(300);
    expect(countTokens(JSON.stringify(list))).toBeLessThanOrEqual(340);
  },
);

test('every schema keeps to what the strictest host accepts', () => {
  const visit = (schema: JsonObject): void => {
    for (const key of ['oneOf', 'anyOf', 'allOf', 'not', '$ref', '$defs', 'format', 'default'])
      expect(schema).not.toHaveProperty(key);
    expect(typeof schema.type).toBe('string');
    if (schema.type === 'array') expect(isObject(schema.items)).toBe(true);
    const properties = isObject(schema.properties) ? schema.properties : {};
    for (const name of (schema.required as string[] | undefined) ?? [])
      expect(properties).toHaveProperty(name);
    for (const child of [...Object.values(properties), schema.items]) if (isObject(child)) visit(child);
  };
  for (const { inputSchema } of listMetaTools([])) {
    expect(inputSchema).toHaveProperty('properties');
    visit(inputSchema as JsonObject);
  }
});
