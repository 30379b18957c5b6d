import type { PublishedTool } from '../catalog/publish.ts';
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
  return (call, next) => {
    const fault = call.params.task === undefined ? undefined : readTask(call);
    if (fault) return Promise.reject(fault);
    const { tool, view } = call;
    if (!tool) return next();
    return next().then(
      (result) => scoped(result, tool, call),
      (error: unknown) => {
        throw withAskersInError(error, tool.serverName, view);
      },
    );
  };
}

function scoped(result: CallToolResult, tool: PublishedTool, { view, caller }: Call): CallToolResult {
  if (result.task === undefined && result.resultType === undefined) return result;
  if (result.resultType === 'input_required') return withAskers(result, tool.serverName, view);
  if (!taskIn(result)) return result;
  assertClientKnowsTasks(result, caller);
  return withPublishedTask(result, (taskId) => view.publishedUri(tool.serverName, taskId));
}

/** A task's state, or a result that stands for a task, under the id that clients know. */
export function withPublishedTask(state: JsonObject, publish: PublishUri): JsonObject {
  if (isObject(state.task)) return { ...state, task: withPublishedTask(state.task, publish) };
  return typeof state.taskId === 'string' ? { ...state, taskId: publish(state.taskId) } : state;
}

/** What is wrong, as 2025-11-25 wants it, where a host asks for a task of a tool that has none. */
function readTask(call: Call): GatewayError | undefined {
  const { tool, caller } = call;
  if (caller.owner) {
    // In the modern era a request does not ask for a task: the key means nothing, and is not to begin to.
    const { task: _task, ...params } = call.params;
    call.params = params;
    return undefined;
  }
  const execution = tool?.tool.execution;
  if (isObject(execution) && (execution.taskSupport === 'optional' || execution.taskSupport === 'required'))
    return undefined;
  return new GatewayError('method_not_found', `${tool?.qualifiedName} does not run as a task.`, {
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
