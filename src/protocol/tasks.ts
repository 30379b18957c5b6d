import { isObject, type JsonObject } from './json-rpc.ts';
import { metaOf } from './versions.ts';

/** The extension of 2026-07-28 by which a server may answer a call with a task (SEP-2663). */
export const TASKS_EXTENSION = 'io.modelcontextprotocol/tasks';
/** The key in `_meta` by which 2025-11-25 says which task a message belongs to. */
export const RELATED_TASK = 'io.modelcontextprotocol/related-task';

const OVER = new Set(['completed', 'failed', 'cancelled']);

/** A task's state as a result or notification has it, in either form; undefined where there is none. */
export function taskIn(result: JsonObject): JsonObject | undefined {
  if (isObject(result.task) && typeof result.task.taskId === 'string') return result.task;
  return result.resultType === 'task' && typeof result.taskId === 'string' ? result : undefined;
}

/** Whether a task in this state will not change any more. */
export function isOver({ status }: JsonObject): boolean {
  return OVER.has(String(status));
}

/** The task that a message belongs to, if it says so. */
export function relatedTaskId(params: JsonObject | undefined): string | undefined {
  const related = metaOf(params)?.[RELATED_TASK];
  return isObject(related) && typeof related.taskId === 'string' ? related.taskId : undefined;
}

/** The same message, belonging to the same task under another id. */
export function withRelatedTask<T extends JsonObject | undefined>(params: T, taskId: string): T {
  const related = metaOf(params)?.[RELATED_TASK] as JsonObject | undefined;
  return { ...params, _meta: { ...metaOf(params), [RELATED_TASK]: { ...related, taskId } } } as T;
}

/** Whether capabilities, a client's or a server's, name the extension. */
export function hasTasksExtension({ extensions }: JsonObject): boolean {
  return isObject(extensions) && TASKS_EXTENSION in extensions;
}

/** Whether a server of 2025-11-25 runs tools as tasks. */
export function runsToolsAsTasks({ tasks }: JsonObject): boolean {
  const requests = isObject(tasks) ? tasks.requests : undefined;
  const tools = isObject(requests) ? requests.tools : undefined;
  return isObject(tools) && isObject(tools.call);
}
