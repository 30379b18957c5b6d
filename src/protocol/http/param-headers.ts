import { isObject, type JsonObject } from '../json-rpc.ts';
import { encodeHeaderValue } from './header-value.ts';

/** An argument that is sent as the header `Mcp-Param-<name>` too. */
export interface ParamHeader {
  readonly name: string;
  /** The keys that lead to the argument. */
  readonly path: readonly string[];
}

const ANNOTATION = 'x-mcp-header';
const TOKEN = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/;
const TYPES = new Set(['string', 'integer', 'boolean']);
const MAX_DEPTH = 100;

/**
 * The headers that a tool's `inputSchema` asks for (spec 2026-07-28, Streamable HTTP, "Schema Extension"),
 * or what is wrong with its annotations: such a tool is not to be called.
 */
export function findParamHeaders(inputSchema: unknown): { headers: ParamHeader[] } | { fault: string } {
  const headers: ParamHeader[] = [];
  const fault = collect(inputSchema, [], headers) ?? findDuplicate(headers);
  return fault === undefined ? { headers } : { fault };
}

/** The headers that tools ask for, derived once per tool as it was listed. */
export class ParamHeaders {
  readonly #known = new WeakMap<JsonObject, readonly ParamHeader[]>();

  of(tool: JsonObject): readonly ParamHeader[] {
    let headers = this.#known.get(tool);
    if (!headers) {
      const found = findParamHeaders(tool.inputSchema);
      headers = 'headers' in found ? found.headers : [];
      this.#known.set(tool, headers);
    }
    return headers;
  }
}

/** The value of an argument as its header says it, not yet encoded; undefined where there is nothing to send. */
export function paramHeaderText(args: unknown, { path }: ParamHeader): string | undefined {
  let value = args;
  for (const key of path) value = isObject(value) ? value[key] : undefined;
  if (typeof value === 'string') return value;
  if (typeof value === 'boolean' || Number.isSafeInteger(value)) return String(value);
  return typeof value === 'number' && !Number.isInteger(value) ? String(value) : undefined;
}

/** `Mcp-Param-*` for one call. */
export function paramHeaders(headers: readonly ParamHeader[], args: unknown): Record<string, string> {
  const texts = headers.map((header) => [header.name, paramHeaderText(args, header)] as const);
  return Object.fromEntries(
    texts.flatMap(([name, text]) =>
      text === undefined ? [] : [[`Mcp-Param-${name}`, encodeHeaderValue(text)]],
    ),
  );
}

/** Only a chain of `properties` may lead to an annotation: elsewhere it could not be said which argument it means. */
function collect(schema: unknown, path: readonly string[], found: ParamHeader[]): string | undefined {
  if (!isObject(schema) || path.length > MAX_DEPTH) return undefined;
  if (ANNOTATION in schema) {
    const fault = findFault(schema, path);
    if (fault) return fault;
    found.push({ name: String(schema[ANNOTATION]), path });
  }
  const properties: JsonObject = isObject(schema.properties) ? schema.properties : {};
  for (const [key, child] of Object.entries(properties)) {
    const fault = collect(child, [...path, key], found);
    if (fault) return fault;
  }
  const { properties: _, ...rest } = schema;
  return isAnnotated(Object.values(rest), MAX_DEPTH)
    ? `${ANNOTATION} stands where no chain of properties leads to it`
    : undefined;
}

function findFault(schema: JsonObject, path: readonly string[]): string | undefined {
  const name = schema[ANNOTATION];
  if (path.length === 0) return `${ANNOTATION} stands at the root of the schema`;
  if (typeof name !== 'string' || !TOKEN.test(name)) return `its ${ANNOTATION} is no header name`;
  if (TYPES.has(String(schema.type))) return undefined;
  return `${ANNOTATION} ${name} stands at a value of type ${JSON.stringify(schema.type)}`;
}

function isAnnotated(value: unknown, levels: number): boolean {
  if (typeof value !== 'object' || value === null || levels === 0) return false;
  if (Array.isArray(value)) return value.some((item) => isAnnotated(item, levels - 1));
  return ANNOTATION in value || Object.values(value).some((item) => isAnnotated(item, levels - 1));
}

function findDuplicate(headers: readonly ParamHeader[]): string | undefined {
  const seen = new Set<string>();
  for (const { name } of headers) {
    if (seen.has(name.toLowerCase())) return `${ANNOTATION} ${name} is given twice`;
    seen.add(name.toLowerCase());
  }
  return undefined;
}
