import type { Caller } from '../../downstream/caller.ts';
import type { Server } from '../../downstream/server.ts';
import type { Topic } from '../../downstream/subscriptions.ts';
import { isObject, type JsonObject } from '../../protocol/json-rpc.ts';
import { META } from '../../protocol/versions.ts';
import type { Method, Notify, RequestContext } from '../context.ts';
import { LIST_FLAGS, type Listener, tell } from '../listeners.ts';
import { findTarget } from './target.ts';
import { assertOffered, published } from './tasks.ts';

/** Something to be watched, and the id by which the client knows it. */
interface Watched {
  readonly publishedId: string;
  readonly server: Server;
  readonly topic: Topic;
}

const KINDS = ['resourceSubscriptions', 'taskIds'] as const;

/** A client is told that it is listened to once the servers listen too, or after so long: a dead one holds up nobody. */
const ACKNOWLEDGE_WITHIN_MS = 5_000;

/** Stays open until the client cancels it; its notifications carry its id. */
export const listen: Method = async (params, context) => {
  const { id, session, parts, signal, notify } = context;
  const { listeners } = session;
  const asked = isObject(params.notifications) ? params.notifications : {};
  if (asked.taskIds !== undefined) assertOffered('subscriptions/listen with taskIds', context);
  const watched = findWatched(asked, context);
  const listener: Listener = {
    ...{ id, notify, filter: honoured(asked, watched) },
    watchAgain: (isForgotten) => void watch(isForgotten),
  };
  const early: { method: string; params: JsonObject }[] = [];
  const subscriber = subscriberOf(context, (method, known) => {
    if (listeners.has(listener)) tell(listener, method, known);
    else early.push({ method, params: known });
  });
  const watch = (isForgotten: (serverName: string) => boolean): Promise<unknown> =>
    Promise.all(
      watched
        .filter(({ server }) => isForgotten(server.name))
        .map(({ server, topic }) => parts.servers.find(server.name)?.watches.keep(topic, subscriber)),
    );
  const isLate = new Promise<void>((resolve) => parts.clock.after(ACKNOWLEDGE_WITHIN_MS, resolve));
  const isCancelled = new Promise<void>((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });
  await Promise.race([watch(() => true), isLate, isCancelled]);
  listeners.open(listener);
  for (const { method, params: known } of early) tell(listener, method, known);
  await isCancelled;
  listeners.close(listener);
  parts.servers.release(subscriber);
  return { _meta: { [META.subscriptionId]: id } } satisfies JsonObject;
};

/** Takes what servers say of what is watched, and passes it on as the client knows it. */
function subscriberOf({ parts, caller }: RequestContext, pass: Notify): Caller {
  return {
    ...caller,
    notify(serverName, method, params = {}) {
      const server = parts.servers.find(serverName);
      if (!server) return;
      const known =
        method === 'notifications/tasks'
          ? published(params, server, parts)
          : { ...params, uri: parts.view.publishedUri(serverName, String(params.uri)) };
      pass(method, known);
    },
  };
}

/** What of it leads to a server, and of tasks only the client's own: the rest is not honoured. */
function findWatched(asked: JsonObject, { parts, caller }: RequestContext): Watched[] {
  const find = (kind: Topic['kind'], publishedId: string): Watched[] => {
    const target = findTarget(publishedId, parts);
    if (!target) return [];
    const { server, id } = target;
    if (kind === 'taskIds' && !server.taskIdsOf(caller).includes(id)) return [];
    return [{ publishedId, server, topic: { kind, id } }];
  };
  return KINDS.flatMap((kind) => textsIn(asked[kind]).flatMap((id) => find(kind, id)));
}

function honoured(asked: JsonObject, watched: readonly Watched[]): JsonObject {
  const flags = Object.values(LIST_FLAGS).filter((flag) => asked[flag] === true);
  const idsOf = (kind: Topic['kind']): string[] =>
    watched.filter(({ topic }) => topic.kind === kind).map(({ publishedId }) => publishedId);
  const kinds = KINDS.filter((kind) => idsOf(kind).length > 0);
  return {
    ...Object.fromEntries(flags.map((flag) => [flag, true])),
    ...Object.fromEntries(kinds.map((kind) => [kind, idsOf(kind)])),
  };
}

function textsIn(value: unknown): string[] {
  return Array.isArray(value) ? value.filter((item) => typeof item === 'string') : [];
}
