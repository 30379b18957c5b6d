import { isObject, type JsonObject } from '../../protocol/json-rpc.ts';
import { GatewayError } from '../../shared/errors.ts';
import { Findings } from '../arguments/check.ts';
import { Checks } from '../arguments/checks.ts';
import type { Call, CallToolResult, Step } from '../call.ts';
import { findMetaTool } from './list.ts';
import type { MetaCall, MetaParts, MetaTool } from './meta-tool.ts';

/** Answers calls of the meta-tools, however tools are listed; a client of a single server has none. */
export function metaTools(parts: MetaParts): Step {
  const checks = new Checks();
  return (call, next) => {
    const meta = call.view.onlyServer === undefined ? findMetaTool(call.name) : undefined;
    return meta ? run(meta, { args: readArguments(meta, call), call, parts }) : next();
  };

  /** Mended as any tool's are; what does not fit even so is the meta-tool's own to read, or to refuse. */
  function readArguments(meta: MetaTool, { params }: Call): JsonObject {
    const args = isObject(params.arguments) ? params.arguments : {};
    const findings = new Findings();
    const fitting = checks.of(meta.inputSchema)?.(args, '', findings);
    return isObject(fitting) && findings.faults.length === 0 ? fitting : args;
  }
}

async function run(meta: MetaTool, call: MetaCall): Promise<CallToolResult> {
  try {
    return await meta.run(call);
  } catch (error) {
    // Here the name was an argument, which the model can correct.
    if (!(error instanceof GatewayError) || error.code !== 'unknown_tool') throw error;
    const { message, hint, data } = error;
    throw new GatewayError('invalid_arguments', message, { ...(hint !== undefined && { hint }), data });
  }
}
