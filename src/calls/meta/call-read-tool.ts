import type { CallToolResult } from '../call.ts';
import { getTool } from '../resolve.ts';
import { invalidArguments, readName } from './arguments.ts';
import { CALL_SCHEMA, callThrough } from './call-tool.ts';
import type { MetaCall, MetaTool } from './meta-tool.ts';

/** Calls a tool that policy knows as read-only, and no other, so that a host may approve it once for all. */
export const callReadTool: MetaTool = {
  name: 'call_read_tool',
  description: 'Call a read-only tool.',
  inputSchema: CALL_SCHEMA,
  annotations: { readOnlyHint: true },
  run: callIfReadOnly,
};

async function callIfReadOnly(meta: MetaCall): Promise<CallToolResult> {
  const { args, call, parts } = meta;
  const tool = await getTool(readName(args.name), call.view, parts.learn);
  if (!tool.isReadOnly) {
    throw invalidArguments(
      `${tool.qualifiedName} is not known to be read-only.`,
      'Use call_tool. (The configuration may say so: "readOnly" or "trustAnnotations" of its server.)',
    );
  }
  return callThrough({ ...meta, args: { ...args, name: tool.qualifiedName } });
}
