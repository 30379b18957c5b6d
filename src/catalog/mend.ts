import { findParamHeaders } from '../protocol/http/param-headers.ts';
import { isObject, type JsonObject } from '../protocol/json-rpc.ts';

/** A tool fit for every host, or why it is left out; `mended` says what was changed. */
export type MendedTool = Mended | { leftOut: string };

interface Mended {
  readonly tool: JsonObject;
  readonly mended?: string;
}

const MAX_SCHEMA_DEPTH = 100;

/**
 * Makes one tool acceptable to every host: a single bad one makes several hosts show no tools at all, of any
 * server (servers: schema without `type`; hosts: refusing the whole list). Everything else stays verbatim.
 */
export function mendTool(tool: JsonObject): MendedTool {
  if (typeof tool.name !== 'string' || tool.name === '') return { leftOut: 'it has no name' };
  if (tool.description !== undefined && typeof tool.description !== 'string')
    return { leftOut: 'its description is no text' };
  const schema = tool.inputSchema ?? {};
  if (!isObject(schema)) return { leftOut: 'its inputSchema is no object' };
  if (schema.type !== undefined && schema.type !== 'object')
    return { leftOut: `its inputSchema has the type ${JSON.stringify(schema.type)}` };
  if (schema.properties !== undefined && !isObject(schema.properties))
    return { leftOut: 'its properties are no object' };
  const fault = faultOf(schema, schema, 0);
  if (fault) return { leftOut: fault };
  const headers = findParamHeaders(schema);
  if ('fault' in headers) return { leftOut: headers.fault };
  return mendInput(schema, mendOutput({ tool }));
}

function mendInput(schema: JsonObject, { tool, mended }: Mended): Mended {
  const missing = ['type', 'properties'].filter((key) => schema[key] === undefined);
  if (missing.length === 0) return { tool, ...(mended !== undefined && { mended }) };
  const inputSchema = { ...schema, type: 'object', properties: schema.properties ?? {} };
  const added = `inputSchema had no ${missing.join(' and no ')}`;
  return { tool: { ...tool, inputSchema }, mended: mended === undefined ? added : `${added}; ${mended}` };
}

/** A host that cannot use an outputSchema may refuse the whole list; a tool without one is as good to call. */
function mendOutput({ tool }: Mended): Mended {
  const { outputSchema, ...others } = tool;
  const fault = isObject(outputSchema) ? faultOf(outputSchema, outputSchema, 0) : undefined;
  return fault === undefined ? { tool } : { tool: others, mended: `outputSchema left out: ${fault}` };
}

/** What makes a schema unusable for a host, wherever in it: something to fetch, or an endless loop. */
function faultOf(value: unknown, root: JsonObject, depth: number): string | undefined {
  if (depth > MAX_SCHEMA_DEPTH) return `its schema is deeper than ${MAX_SCHEMA_DEPTH} levels`;
  if (Array.isArray(value)) return firstOf(value, (item) => faultOf(item, root, depth + 1));
  if (!isObject(value)) return undefined;
  const { $ref: ref } = value;
  if (typeof ref === 'string') {
    if (!ref.startsWith('#'))
      return `its schema refers outside itself (${ref.slice(0, 80)}), which is never fetched`;
    if (isEndless(ref, root)) return `its schema refers to itself without end (${ref.slice(0, 80)})`;
  }
  return firstOf(Object.values(value), (item) => faultOf(item, root, depth + 1));
}

/** A reference that leads only to further references and back. Recursion through properties is legal. */
function isEndless(ref: string, root: JsonObject): boolean {
  const seen = new Set<string>();
  for (let next: unknown = ref; typeof next === 'string'; ) {
    if (seen.has(next)) return true;
    seen.add(next);
    const target = resolvePointer(next, root);
    next = isObject(target) ? target.$ref : undefined;
  }
  return false;
}

function resolvePointer(ref: string, root: JsonObject): unknown {
  let value: unknown = root;
  for (const part of ref.slice(1).split('/').slice(1)) {
    const key = decodeURIComponentSafely(part).replaceAll('~1', '/').replaceAll('~0', '~');
    value = Array.isArray(value) ? value[Number(key)] : isObject(value) ? value[key] : undefined;
  }
  return value;
}

function decodeURIComponentSafely(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text; // not percent-encoded: a plain JSON Pointer
  }
}

function firstOf<T>(items: readonly T[], find: (item: T) => string | undefined): string | undefined {
  for (const item of items) {
    const found = find(item);
    if (found) return found;
  }
  return undefined;
}
