import type { PublishedTool } from '../../catalog/publish.ts';
import { claimsReadOnly } from '../../policy/read-only.ts';
import type { GatewayError } from '../../shared/errors.ts';
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
  if (!tool.isReadOnly) throw notReadOnly(tool);
  return callThrough({ ...meta, args: { ...args, name: tool.qualifiedName } });
}

/** What the model is to do now, and what its user may do for the next time. */
function notReadOnly({ qualifiedName, serverName, toolName, tool }: PublishedTool): GatewayError {
  const entry = claimsReadOnly(tool) ? { trustAnnotations: true } : { readOnly: [toolName] };
  return invalidArguments(
    `${qualifiedName} is not known to be read-only.`,
    `Use call_tool. (If it changes nothing, the configuration can say so: ${JSON.stringify({ [serverName]: entry })}.)`,
  );
}
