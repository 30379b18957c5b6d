import type { JsonObject } from '../../protocol/json-rpc.ts';
import type { CallToolResult } from '../call.ts';
import { readName, readToolArguments } from './arguments.ts';
import type { MetaCall, MetaTool } from './meta-tool.ts';

/** What both tools that make a single call take. */
export const CALL_SCHEMA: JsonObject = {
  type: 'object',
  properties: {
    name: { type: 'string' },
    arguments: { type: 'object' },
  },
  required: ['name'],
};

/** Calls any tool. */
export const callTool: MetaTool = {
  name: 'call_tool',
  description: 'Call any tool.',
  inputSchema: CALL_SCHEMA,
  run: callThrough,
};

/** The call in the arguments, as if it had been made directly: its progress, questions and result are the tool's own. */
export function callThrough({ args, call, parts }: MetaCall): Promise<CallToolResult> {
  const name = readName(args.name);
  // What else stands in the params belongs to this call: `_meta`, and answers to what the tool has asked.
  const params = { ...call.params, name, arguments: readToolArguments(args.arguments) };
  return parts.callServer({ ...call, name, params, tool: undefined });
}
