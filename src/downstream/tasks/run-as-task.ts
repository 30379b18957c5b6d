import type { JsonObject } from '../../protocol/json-rpc.ts';
import type { RequestOptions } from '../../protocol/pending.ts';
import { RELATED_TASK, taskIn } from '../../protocol/tasks.ts';
import { metaOf } from '../../protocol/versions.ts';
import type { Caller } from '../caller.ts';
import type { Connection } from '../connection.ts';

/**
 * Calls a tool that its server runs as a task only, for a client that knows no tasks: starts the task and waits
 * for its result. A client that cancels its call cancels the task.
 */
export async function runAsTask(
  connection: Connection,
  params: JsonObject,
  options: RequestOptions & { caller: Caller },
): Promise<JsonObject> {
  const { maxTimeoutMs, timeoutMs, signal } = options;
  const task = maxTimeoutMs === undefined ? {} : { ttl: maxTimeoutMs };
  const started = await connection.request(
    'tools/call',
    { ...params, task },
    { ...options, hidesTask: true },
  );
  const taskId = taskIn(started)?.taskId;
  if (typeof taskId !== 'string') return started; // it ran as an ordinary call after all
  try {
    // Progress goes on under the token of the call that started it.
    const wait = { ...options, timeoutMs: maxTimeoutMs ?? timeoutMs, onProgress: undefined };
    return withoutTask(await connection.request('tasks/result', { taskId }, wait));
  } catch (error) {
    // It may be over, or not to be cancelled: nobody waits for it any more in either case.
    if (signal?.aborted) void connection.request('tasks/cancel', { taskId }).catch(() => undefined);
    throw error;
  } finally {
    connection.tasks.forget(connection, taskId);
  }
}

/** The client did not start a task, so its result belongs to none. */
function withoutTask(result: JsonObject): JsonObject {
  const { [RELATED_TASK]: _task, ...meta } = metaOf(result) ?? {};
  const { _meta, ...plain } = result;
  return Object.keys(meta).length > 0 ? { ...plain, _meta: meta } : plain;
}
