import type { PublishedTool } from '../../catalog/publish.ts';
import { oneLine, signatureOf } from '../../catalog/search/signature.ts';
import { countTokens } from '../../catalog/tokens/count-tokens.ts';
import { isObject, type JsonObject } from '../../protocol/json-rpc.ts';
import { GatewayError } from '../../shared/errors.ts';
import type { CallToolResult } from '../call.ts';
import { getTool } from '../resolve.ts';
import { invalidArguments, readInteger, readTexts } from './arguments.ts';
import { atPointer } from './json-pointer.ts';
import type { MetaCall, MetaTool } from './meta-tool.ts';

const MAX_NAMES = 20;
const DEFAULT_TOKENS = 4_000;
const TOKEN_BOUNDS = [200, 50_000] as const;
/** What a model needs of a tool; icons and the like are for people. */
const SHOWN = ['title', 'description', 'inputSchema', 'outputSchema', 'annotations'] as const;
const OUTLINE = { description: 100, parameters: 2_000 };
/** An outline of a schema with hundreds of parameters is itself cut. */
const MAX_OUTLINED = 60;

/** Full schemas by name, within a budget. */
export const describeTools: MetaTool = {
  name: 'describe_tools',
  description: 'Full schemas.',
  inputSchema: {
    type: 'object',
    properties: { names: { type: 'array', items: { type: 'string' } } },
  },
  annotations: { readOnlyHint: true },
  run: describe,
};

async function describe({ args, call, parts }: MetaCall): Promise<CallToolResult> {
  const names = [...new Set(readTexts(args.names ?? args.name, 'names'))];
  if (names.length === 0 || names.length > MAX_NAMES)
    throw invalidArguments(`names takes 1 to ${MAX_NAMES} names of tools.`);
  let left = readInteger(args.maxTokens ?? DEFAULT_TOKENS, 'maxTokens', TOKEN_BOUNDS);
  const texts: string[] = [];
  for (const [index, asked] of names.entries()) {
    const [name = '', pointer = ''] = asked.split(/#(.*)/s);
    const found = await getTool(name, call.view, parts.learn).catch(onlyUnknown);
    const share = left / (names.length - index);
    const text = found instanceof GatewayError ? found.text : describeOne(found, pointer, share);
    left -= countTokens(text);
    texts.push(text);
  }
  return { content: [{ type: 'text', text: texts.join('\n\n') }] };
}

/** One wrong name among others takes nothing from them. */
function onlyUnknown(error: unknown): GatewayError {
  if (error instanceof GatewayError && error.code === 'unknown_tool') return error;
  throw error;
}

/** All of it, or the part that a JSON Pointer names; where that would be too long, the outline. */
function describeOne(published: PublishedTool, pointer: string, maxTokens: number): string {
  const { qualifiedName, tool } = published;
  const whole = Object.fromEntries(SHOWN.flatMap((key) => (key in tool ? [[key, tool[key]]] : [])));
  const part = atPointer(whole, pointer);
  if (part === undefined) return `${qualifiedName} has nothing at ${pointer.slice(0, 200)}.`;
  const name = pointer === '' ? qualifiedName : `${qualifiedName}#${pointer}`;
  const text = JSON.stringify(part);
  const cost = countTokens(text);
  if (cost <= maxTokens) return `${name}\n${text}`;
  const schema = pointer === '' ? tool.inputSchema : part;
  const title = pointer === '' ? signatureOf(qualifiedName, { ...tool, name: qualifiedName }, OUTLINE) : name;
  const prefix = pointer === '' ? `${qualifiedName}#/inputSchema` : name;
  const head = `${title}\nIn full about ${cost} tokens: raise maxTokens, or ask for a part, such as ${prefix}/properties/…`;
  const lines = outline(schema);
  while (lines.length > 0 && countTokens([head, ...lines].join('\n')) > maxTokens) lines.length >>= 1;
  return [head, ...lines].join('\n');
}

/** The properties of a schema, a line each. */
function outline(schema: unknown): string[] {
  const { properties, required } = isObject(schema) ? schema : {};
  if (!isObject(properties)) return [];
  const needed = new Set(Array.isArray(required) ? required : []);
  return Object.entries(properties)
    .slice(0, MAX_OUTLINED)
    .map(([name, property]) => {
      const { type, description }: JsonObject = isObject(property) ? property : {};
      const kind = [type ?? 'any', needed.has(name) && 'required'].filter(Boolean).join(', ');
      const line = typeof description === 'string' ? oneLine(description, 80) : '';
      return `- ${name} (${kind})${line && `: ${line}`}`;
    });
}
