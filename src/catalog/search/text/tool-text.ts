import { isObject, type JsonObject } from '../../../protocol/json-rpc.ts';
import type { Field } from '../weights.ts';

/** What the search reads of a tool; the MCP `Tool` has this shape. */
export interface SearchableTool {
  readonly name: string;
  readonly title?: string | undefined;
  readonly description?: string | undefined;
  readonly inputSchema?: unknown;
  readonly annotations?: unknown;
}

const MAX_SUMMARY = 200;
const MAX_DETAIL = 3_000;
const MAX_PARAMETER_TEXT = 2_000;
const MAX_DEPTH = 4;

/** The texts of a tool by field, as the index weighs them. */
export function toolTexts(server: string, tool: SearchableTool): Record<Field, string> {
  const description = tool.description ?? '';
  const end = summaryEnd(description);
  const names: string[] = [];
  const texts: string[] = [];
  if (isObject(tool.inputSchema)) collectParameters(tool.inputSchema, { names, texts }, 0);
  const title = tool.title ?? annotatedTitle(tool.annotations);
  return {
    name: title ? `${tool.name} ${title}` : tool.name,
    server,
    summary: description.slice(0, end),
    detail: description.slice(end, end + MAX_DETAIL),
    parameters: names.join(' '),
    parameterTexts: texts.join(' ').slice(0, MAX_PARAMETER_TEXT),
  };
}

/** Where the first sentence of a description ends. */
export function summaryEnd(description: string): number {
  const lead = description.length - description.trimStart().length;
  const sentence = /[.!?。！？](?=\s|$|[A-Z\u3000-\u9fff])|\n\s*\n/.exec(
    description.slice(lead, lead + MAX_SUMMARY),
  );
  return lead + (sentence ? sentence.index + 1 : Math.min(MAX_SUMMARY, description.length - lead));
}

function annotatedTitle(annotations: unknown): string | undefined {
  return isObject(annotations) && typeof annotations.title === 'string' ? annotations.title : undefined;
}

interface ParameterTexts {
  readonly names: string[];
  readonly texts: string[];
}

function collectParameters(schema: JsonObject, into: ParameterTexts, depth: number): void {
  if (depth > MAX_DEPTH) return;
  if (typeof schema.description === 'string') into.texts.push(schema.description);
  if (Array.isArray(schema.enum)) {
    into.texts.push(
      schema.enum
        .filter((value) => typeof value === 'string')
        .slice(0, 30)
        .join(' '),
    );
  }
  if (isObject(schema.properties)) {
    for (const [name, property] of Object.entries(schema.properties)) {
      into.names.push(name);
      if (isObject(property)) collectParameters(property, into, depth + 1);
    }
  }
  const parts = [schema.items, ...(['anyOf', 'oneOf', 'allOf'] as const).flatMap((key) => schema[key])];
  for (const part of parts) if (isObject(part)) collectParameters(part, into, depth + 1);
}
