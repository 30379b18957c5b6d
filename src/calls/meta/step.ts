import { isObject } from '../../protocol/json-rpc.ts';
import { GatewayError } from '../../shared/errors.ts';
import type { Call, CallToolResult, Step } from '../call.ts';
import { findMetaTool } from './list.ts';
import type { MetaParts, MetaTool } from './meta-tool.ts';

/** Answers calls of the meta-tools, however tools are listed; a client of a single server has none. */
export function metaTools(parts: MetaParts): Step {
  return (call, next) => {
    const meta = call.view.onlyServer === undefined ? findMetaTool(call.name) : undefined;
    return meta ? run(meta, call, parts) : next();
  };
}

async function run(meta: MetaTool, call: Call, parts: MetaParts): Promise<CallToolResult> {
  const args = isObject(call.params.arguments) ? call.params.arguments : {};
  try {
    return await meta.run({ args, call, parts });
  } catch (error) {
    // Here the name was an argument, which the model can correct.
    if (!(error instanceof GatewayError) || error.code !== 'unknown_tool') throw error;
    const { message, hint, data } = error;
    throw new GatewayError('invalid_arguments', message, { ...(hint !== undefined && { hint }), data });
  }
}
