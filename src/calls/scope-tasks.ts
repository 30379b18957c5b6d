import type { Caller } from '../downstream/caller.ts';
import { isObject, type JsonObject } from '../protocol/json-rpc.ts';
import { hasTasksExtension, TASKS_EXTENSION, taskIn } from '../protocol/tasks.ts';
import { GatewayError } from '../shared/errors.ts';
import type { Call, CallToolResult, Step } from './call.ts';
import { withAskers, withAskersInError } from './name-asker.ts';
import type { PublishUri } from './scope-uris.ts';

/**
 * Calls that go on as tasks: refused where the tool has none, and the id that the client is given leads back to
 * its server. Where a call is answered with questions, they say which server asks.
 */
export function scopeTasks(): Step {
  return async (call, next) => {
    if (call.params.task !== undefined) readTask(call);
    const { tool, view, caller } = call;
    let result: CallToolResult;
    try {
      result = await next();
    } catch (error) {
      throw tool ? withAskersInError(error, tool.serverName, view) : error;
    }
    if (!tool || (result.task === undefined && result.resultType === undefined)) return result;
    if (result.resultType === 'input_required') return withAskers(result, tool.serverName, view);
    if (!taskIn(result)) return result;
    assertClientKnowsTasks(result, caller);
    return withPublishedTask(result, (taskId) => view.publishedUri(tool.serverName, taskId));
  };
}

/** A task's state, or a result that stands for a task, under the id that clients know. */
export function withPublishedTask(state: JsonObject, publish: PublishUri): JsonObject {
  if (isObject(state.task)) return { ...state, task: withPublishedTask(state.task, publish) };
  return typeof state.taskId === 'string' ? { ...state, taskId: publish(state.taskId) } : state;
}

/** @throws GatewayError as 2025-11-25 wants it, where a host asks for a task of a tool that has none. */
function readTask(call: Call): void {
  const { tool, caller } = call;
  if (caller.owner) {
    // In the modern era a request does not ask for a task: the key means nothing, and is not to begin to.
    const { task: _task, ...params } = call.params;
    call.params = params;
    return;
  }
  const execution = tool?.tool.execution;
  if (isObject(execution) && (execution.taskSupport === 'optional' || execution.taskSupport === 'required'))
    return;
  throw new GatewayError('method_not_found', `${tool?.qualifiedName} does not run as a task.`, {
    hint: 'Call it without "task".',
  });
}

/** A server that was not told of the extension must not use it; a client that does not know it would be lost. */
function assertClientKnowsTasks({ resultType }: JsonObject, { owner, capabilities }: Caller): void {
  if (resultType !== 'task' || (owner && hasTasksExtension(capabilities))) return;
  throw new GatewayError(
    'missing_capability',
    'The server answered with a task, which this client does not know.',
    {
      data: { requiredCapabilities: { extensions: { [TASKS_EXTENSION]: {} } } },
    },
  );
}
