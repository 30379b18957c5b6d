import type { JsonObject } from '../../protocol/json-rpc.ts';
import type { RequestOptions } from '../../protocol/pending.ts';
import { ERRORS, GatewayError, PeerError } from '../../shared/errors.ts';
import type { Caller } from '../caller.ts';
import type { Connection } from '../connection.ts';
import type { Tasks } from './tasks.ts';

interface TaskRequest {
  /** `tasks/get`, `tasks/result`, `tasks/cancel`, `tasks/update` */
  readonly method: string;
  /** With the id as the server knows it. */
  readonly params: JsonObject & { taskId: string };
  readonly options: RequestOptions & { caller: Caller };
}

interface Source {
  readonly tasks: Tasks;
  /** Opens a connection where the one that a task began on is gone. */
  acquire(caller: Caller): Promise<Connection>;
}

/**
 * Sends a request about a task on the connection where it runs.
 * @throws GatewayError `unknown_task` for one that is not this session's own; PeerError as the server answered.
 */
export async function askOfTask(
  { method, params, options }: TaskRequest,
  { tasks, acquire }: Source,
): Promise<JsonObject> {
  const { taskId } = params;
  const task = tasks.find(taskId, options.caller);
  if (!task) throw unknownTask();
  const connection = task.connection.isOpen ? task.connection : await acquire(options.caller);
  // A result is waited for as long as a task may take.
  const timeoutMs = method === 'tasks/result' ? options.maxTimeoutMs : options.timeoutMs;
  try {
    const result = await connection.request(method, params, { ...options, timeoutMs });
    const state = method === 'tasks/result' ? { status: 'completed' } : result;
    tasks.note(task.connection, { ...state, taskId });
    return result;
  } catch (error) {
    const isGone = error instanceof PeerError && error.code === ERRORS.unknown_task.jsonRpc;
    if (method === 'tasks/get' && isGone) tasks.forget(task.connection, taskId);
    throw error;
  }
}

/** One that never was, one that is forgotten and one of another session are the same to a client. */
export function unknownTask(): GatewayError {
  return new GatewayError('unknown_task', 'Task not found.', {
    hint: 'It may have expired, or its server may have been restarted.',
  });
}
