import { withAskers } from '../../calls/name-asker.ts';
import { withPublishedTask } from '../../calls/scope-tasks.ts';
import { withPublishedUris } from '../../calls/scope-uris.ts';
import type { Server } from '../../downstream/server.ts';
import { unknownTask } from '../../downstream/tasks/ask-of-task.ts';
import { isObject, type JsonObject } from '../../protocol/json-rpc.ts';
import { hasTasksExtension, TASKS_EXTENSION, withRelatedTask } from '../../protocol/tasks.ts';
import { GatewayError, PeerError } from '../../shared/errors.ts';
import type { Method, RequestContext, SessionParts } from '../context.ts';
import { refuseCursor } from '../cursor.ts';
import { offersTasks } from '../identity.ts';
import { findTarget, type Target } from './target.ts';

/** `tasks/get` and `tasks/cancel`, in either era, and `tasks/update`: what is answered is the task's state, or nothing. */
export function askOfTask(method: string): Method {
  return async (params, context) => {
    assertOffered(method, context);
    const { server, id: taskId } = getTask(params, context.parts);
    const { caller, signal, parts } = context;
    const state = await server.askOfTask(method, { ...params, taskId }, { caller, signal });
    return published(state, server, parts);
  };
}

/** Waits until a task is over, and answers as the call would have been answered that started it. */
export const taskResult: Method = async (params, context) => {
  assertOffered('tasks/result', context);
  const { caller, signal, parts, onProgress } = context;
  const { server, id: taskId } = getTask(params, parts);
  const result = await server.askOfTask(
    'tasks/result',
    { ...params, taskId },
    { caller, signal, onProgress },
  );
  return withRelatedTask(resultOf(result, server, parts), String(params.taskId));
};

/** Every task of this session that its server still knows. */
export const listTasks: Method = async (params, context) => {
  assertOffered('tasks/list', context);
  refuseCursor(params);
  const { caller, signal, parts } = context;
  const { onlyServer } = parts.view;
  const servers = parts.servers.all().filter(({ name }) => onlyServer === undefined || name === onlyServer);
  const states = servers.flatMap((server) =>
    server.taskIdsOf(caller).map(async (taskId) => {
      try {
        const state = await server.askOfTask('tasks/get', { taskId }, { caller, signal });
        return [published(state, server, parts)];
      } catch (error) {
        // One that is forgotten, or whose server is gone, is no task any more; the others are.
        if (error instanceof PeerError || error instanceof GatewayError) return [];
        throw error;
      }
    }),
  );
  return { tasks: (await Promise.all(states)).flat() };
};

/** @throws GatewayError `unknown_task` for an id that cannot be one of ours; whose it is, its server knows. */
function getTask({ taskId }: JsonObject, parts: SessionParts): Target {
  if (typeof taskId !== 'string') throw new GatewayError('invalid_params', 'A task needs a taskId.');
  const target = findTarget(taskId, parts);
  if (!target) throw unknownTask();
  return target;
}

/** @throws GatewayError where no server has tasks, or the client has not said that it knows them. */
export function assertOffered(method: string, { era, caller, parts }: Omit<RequestContext, 'signal'>): void {
  if (!offersTasks(era, parts.view))
    throw new GatewayError('method_not_found', `Method not found: ${method}. No server here has tasks.`);
  if (era === 'legacy' || hasTasksExtension(caller.capabilities)) return;
  throw new GatewayError('missing_capability', `${method} needs the extension ${TASKS_EXTENSION}.`, {
    data: { requiredCapabilities: { extensions: { [TASKS_EXTENSION]: {} } } },
  });
}

/** A task's state under the ids and URIs that clients know. */
export function published(state: JsonObject, server: Server, parts: SessionParts): JsonObject {
  const publish = (id: string): string => parts.view.publishedUri(server.name, id);
  const own = withAskers(withPublishedTask(state, publish), server.name, parts.view);
  return isObject(own.result) ? { ...own, result: resultOf(own.result, server, parts) } : own;
}

function resultOf(result: JsonObject, server: Server, { view }: SessionParts): JsonObject {
  return withPublishedUris(result, (uri) => view.publishedUri(server.name, uri));
}
