import { isObject, type JsonObject } from '../../protocol/json-rpc.ts';

/** Keywords whose values are data, in which nothing is a reference. */
const DATA = new Set(['const', 'enum', 'default', 'examples']);
/** Keywords that hold schemas under names of the author's own. */
const NAMED = new Set([
  'properties',
  'patternProperties',
  '$defs',
  'definitions',
  'dependentSchemas',
  'dependencies',
]);
/** Where what was the root of a wrapped schema now stands. */
const ROOT = '#/properties/result';

/**
 * A tool as hosts up to 2025-11-25 read it. One whose output is no object, or that has `true` for a property's
 * schema, would make the SDK v1 refuse the whole list (SEP-2106 allows both from 2026-07-28 on).
 */
export function legacyTool(tool: JsonObject): JsonObject {
  const { inputSchema, outputSchema } = tool;
  const input = withObjects(inputSchema);
  const output = isWrapped(outputSchema) ? wrapped(outputSchema) : withObjects(outputSchema);
  if (input === inputSchema && output === outputSchema) return tool;
  return { ...tool, inputSchema: input, ...(output !== undefined && { outputSchema: output }) };
}

/** A result as those hosts read it: what its tool lists in a wrap, or can be no object, comes in one. */
export function legacyOutput(result: JsonObject, tool: JsonObject | undefined): JsonObject {
  const { structuredContent: value } = result;
  if (value === undefined || (isObject(value) && !isWrapped(tool?.outputSchema))) return result;
  return { ...result, structuredContent: { result: value } };
}

function isWrapped(outputSchema: unknown): boolean {
  return outputSchema !== undefined && !(isObject(outputSchema) && outputSchema.type === 'object');
}

function wrapped(schema: unknown): JsonObject {
  const dialect = isObject(schema) && typeof schema.$schema === 'string' && { $schema: schema.$schema };
  return {
    ...dialect,
    type: 'object',
    properties: { result: asObject(moved(schema)) },
    required: ['result'],
  };
}

/** A schema whose references within itself lead to where it stands now. */
function moved(schema: unknown, isNamed = false): unknown {
  if (Array.isArray(schema)) return schema.map((item) => moved(item));
  // What has an address of its own refers to itself by that.
  if (!isObject(schema) || (!isNamed && typeof schema.$id === 'string' && !schema.$id.startsWith('#')))
    return schema;
  const entries = Object.entries(schema).map(([key, value]): [string, unknown] => {
    if (isNamed) return [key, moved(value)];
    if (key === '$ref' || key === '$dynamicRef') return [key, movedReference(value)];
    return [key, DATA.has(key) ? value : moved(value, NAMED.has(key))];
  });
  return Object.fromEntries(entries);
}

function movedReference(reference: unknown): unknown {
  const isPointer = reference === '#' || (typeof reference === 'string' && reference.startsWith('#/'));
  return isPointer ? `${ROOT}${String(reference).slice(1)}` : reference;
}

/** A schema with those of its properties as objects. */
function withObjects(schema: unknown): unknown {
  if (!isObject(schema) || !isObject(schema.properties) || !holdsBoolean(schema.properties)) return schema;
  const properties = Object.entries(schema.properties).map(([name, property]) => [name, asObject(property)]);
  return { ...schema, properties: Object.fromEntries(properties) };
}

/** Without a copy: it is asked of every tool of every list. */
function holdsBoolean(properties: JsonObject): boolean {
  for (const name in properties) if (typeof properties[name] === 'boolean') return true;
  return false;
}

/** `true` and `false` are schemas, too: of anything, and of nothing. */
function asObject(schema: unknown): unknown {
  if (typeof schema !== 'boolean') return schema;
  return schema ? {} : { not: {} };
}
