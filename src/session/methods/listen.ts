import type { Caller } from '../../downstream/caller.ts';
import type { JsonObject } from '../../protocol/json-rpc.ts';
import { META } from '../../protocol/versions.ts';
import type { Method } from '../context.ts';
import { getTarget } from './resources.ts';

/** Stays open until the client cancels it; its notifications carry its id. */
export const listen: Method = async (params, { id, session, parts, caller, signal }) => {
  const { uris } = session.listeners.open(id, params.notifications);
  const subscriber: Caller = {
    ...caller,
    notify: (serverName, _method, updated) => {
      session.listeners.resourceUpdated(id, {
        ...updated,
        uri: parts.view.publishedUri(serverName, String(updated?.uri)),
      });
    },
  };
  const subscribed = uris.map((uri) => ({ ...getTarget({ uri }, parts) }));
  await Promise.all(
    subscribed.map(async ({ server, uri }) =>
      (await server.acquire(subscriber)).subscriptions.add(uri, subscriber),
    ),
  );
  await new Promise<void>((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });
  session.listeners.close(id);
  parts.servers.release(subscriber);
  return { _meta: { [META.subscriptionId]: id } } satisfies JsonObject;
};
