import type { JsonObject, JsonRpcNotification } from '../../protocol/json-rpc.ts';
import type { Connection } from '../connection.ts';
import type { Topic } from '../subscriptions.ts';

/** Why what a server has answered may not hold any more: it said so or was lost, or a process of it has ended. */
export type AnswersChange = 'data' | 'process';

/** Called when what a server has said of its lists, or answered, may not hold any more. */
export type OnChanged = (what: 'lists' | AnswersChange) => void;

/** Passes a server's notification on to those who watch what it tells of. */
export function passOn(
  { method, params }: JsonRpcNotification,
  connection: Connection,
  onChanged: OnChanged,
): void {
  if (method.endsWith('/list_changed')) onChanged('lists');
  if (method === 'notifications/resources/updated') onChanged('data');
  const topic = topicOf(method, params);
  if (!topic) return;
  for (const caller of connection.subscriptions.of(topic))
    caller.notify(connection.serverName, method, params);
}

function topicOf(method: string, params: JsonObject | undefined): Topic | undefined {
  if (method === 'notifications/resources/updated')
    return { kind: 'resourceSubscriptions', id: String(params?.uri) };
  return method === 'notifications/tasks' ? { kind: 'taskIds', id: String(params?.taskId) } : undefined;
}
