import { isObject, type JsonObject } from '../../../protocol/json-rpc.ts';
import { GatewayError } from '../../../shared/errors.ts';
import type { CallToolResult } from '../../call.ts';
import { getTool } from '../../resolve.ts';
import { invalidArguments, readInteger } from '../arguments.ts';
import type { MetaCall } from '../meta-tool.ts';
import { Batch } from './batch.ts';
import { type PlannedCall, planBatch } from './plan.ts';
import { reportBatch } from './report.ts';

const DEFAULT_TIMEOUT_MS = 600_000;
const TIMEOUT_BOUNDS = [1, 3_600_000] as const;

/** Runs the calls of a `call_tools`, all of them checked before the first one starts. */
export async function runBatch({ args, call, parts }: MetaCall): Promise<CallToolResult> {
  const { onError = 'continue', parallelWrites } = args;
  if (onError !== 'continue' && onError !== 'stop')
    throw invalidArguments('onError is "continue" or "stop".');
  const timeoutMs = readInteger(args.timeoutMs ?? DEFAULT_TIMEOUT_MS, 'timeoutMs', TIMEOUT_BOUNDS);
  const calls = await planBatch(args.calls, (name) => getTool(name, call.view, parts.learn));

  const deadline = new AbortController();
  const cancelTimer = parts.clock.after(timeoutMs, () => deadline.abort());
  const signal = AbortSignal.any([call.signal, deadline.signal]);
  const meta = ownMeta(call.params);
  let done = 0;
  const batch = new Batch(calls, {
    execute: async (planned, toolArguments) => {
      const { qualifiedName: name } = planned;
      const params = { name, arguments: toolArguments, ...meta };
      const inner = { ...call, name, params, signal, onProgress: undefined, tool: undefined };
      return finished(planned, await parts.callServer(inner));
    },
    stopsOnError: onError === 'stop',
    parallelWrites: parallelWrites === true,
    signal,
    now: () => parts.clock.now(),
    onOutcome: ({ id }) =>
      call.onProgress?.({ progress: ++done, total: calls.length, message: `${id} is done` }),
  });
  try {
    return reportBatch(calls, await batch.run());
  } finally {
    cancelTimer();
  }
}

/** What the request says of itself, such as the trace it belongs to; the token of its progress is not its calls'. */
function ownMeta({ _meta: meta }: JsonObject): JsonObject {
  if (!isObject(meta)) return {};
  const { progressToken: _, ...rest } = meta;
  return { _meta: rest };
}

/** A question can be put to the caller of one tool, not to that of many. */
function finished({ qualifiedName }: PlannedCall, result: CallToolResult): CallToolResult {
  if (result.resultType !== 'input_required') return result;
  throw new GatewayError('not_answerable', `${qualifiedName} asks for input.`, {
    hint: 'Call it by itself, with call_tool.',
  });
}
