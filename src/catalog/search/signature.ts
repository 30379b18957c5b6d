import { isObject, type JsonObject } from '../../protocol/json-rpc.ts';
import { type SearchableTool, summaryEnd } from './text/tool-text.ts';

const MAX_ENUM_VALUES = 4;
const MAX_ENUM_VALUE = 24;

/** How much of a tool a signature shows. */
export interface SignatureLimits {
  /** Characters of the one-line description. */
  readonly description: number;
  /** Characters of the parameter list; required parameters are shown whatever they take. */
  readonly parameters: number;
}

/** `name(required: string, optional?: number, …) — what it does`, on one line. */
export function signatureOf(name: string, tool: SearchableTool, limits: SignatureLimits): string {
  const line = oneLine(tool.description ?? tool.title ?? '', limits.description);
  return `${name}(${parameterList(tool.inputSchema, limits.parameters)})${line ? ` — ${line}` : ''}`;
}

/** The first sentence of a description, cut at a word. */
export function oneLine(description: string, maxLength: number): string {
  const sentence = description
    .slice(0, summaryEnd(description))
    .replace(/\s+/g, ' ')
    .trim()
    .replace(/\.$/, '');
  if (sentence.length <= maxLength) return sentence;
  const cut = sentence.slice(0, maxLength);
  const space = cut.lastIndexOf(' ');
  return `${cut.slice(0, space > maxLength / 2 ? space : maxLength)}…`;
}

function parameterList(schema: unknown, maxLength: number): string {
  if (!isObject(schema) || !isObject(schema.properties)) return '';
  const required = new Set(Array.isArray(schema.required) ? schema.required : []);
  const entries = Object.entries(schema.properties);
  const shown = entries
    .filter(([name]) => required.has(name))
    .map(([name, type]) => `${name}: ${typeOf(type)}`);
  let length = shown.join(', ').length;
  let omitted = 0;
  for (const [name, type] of entries) {
    if (required.has(name)) continue;
    const text = `${name}?: ${typeOf(type)}`;
    if (length + text.length > maxLength) omitted++;
    else {
      shown.push(text);
      length += text.length + 2;
    }
  }
  if (omitted > 0) shown.push('…');
  return shown.join(', ');
}

function typeOf(schema: unknown): string {
  if (!isObject(schema)) return 'any';
  if (Array.isArray(schema.enum)) return enumOf(schema.enum);
  if ('const' in schema) return JSON.stringify(schema.const);
  const [first] = alternatives(schema);
  if (first && schema.type === undefined) return typeOf(first);
  const type = Array.isArray(schema.type) ? schema.type.find((each) => each !== 'null') : schema.type;
  if (type === 'array') return `${typeOf(schema.items)}[]`;
  return typeof type === 'string' ? type : isObject(schema.properties) ? 'object' : 'any';
}

function alternatives(schema: JsonObject): unknown[] {
  const listed = schema.anyOf ?? schema.oneOf ?? schema.allOf;
  return Array.isArray(listed) ? listed.filter((each) => !isObject(each) || each.type !== 'null') : [];
}

function enumOf(values: readonly unknown[]): string {
  const shown = values
    .slice(0, MAX_ENUM_VALUES)
    .map((value) => JSON.stringify(value)?.slice(0, MAX_ENUM_VALUE) ?? 'null');
  return [...shown, ...(values.length > MAX_ENUM_VALUES ? ['…'] : [])].join('|');
}
