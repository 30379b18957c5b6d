import { isObject, type JsonObject } from '../../../protocol/json-rpc.ts';
import type { CallToolResult } from '../../call.ts';
import { completeInput } from '../../input-rounds.ts';
import { getTool } from '../../resolve.ts';
import { invalidArguments, readInteger } from '../arguments.ts';
import type { MetaCall } from '../meta-tool.ts';
import { Batch } from './batch.ts';
import { BatchProgress } from './batch-progress.ts';
import { planBatch } from './plan.ts';
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
  const { onProgress: report } = call;
  const progress = report && new BatchProgress({ total: calls.length, report });
  const run = (id: string, params: JsonObject): Promise<CallToolResult> => {
    const onProgress = progress && ((said: JsonObject) => progress.advance(id, said));
    return parts.callServer({
      ...call,
      name: String(params.name),
      params,
      signal,
      onProgress,
      tool: undefined,
    });
  };
  const batch = new Batch(calls, {
    execute: async ({ id, qualifiedName: name }, toolArguments) => {
      const params = { name, arguments: toolArguments, ...meta };
      const result = await run(id, params);
      if (result.resultType !== 'input_required') return result;
      // Its own answer cannot carry the questions of one call among many, so they are put as requests.
      const again = (added: JsonObject) => run(id, { ...params, ...added });
      return completeInput({ result, caller: call.caller, signal, again });
    },
    stopsOnError: onError === 'stop',
    parallelWrites: parallelWrites === true,
    signal,
    now: () => parts.clock.now(),
    onOutcome: ({ id }) => progress?.end(id),
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
