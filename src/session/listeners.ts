import type { ChangedList } from '../catalog/view.ts';
import type { JsonObject, RequestId } from '../protocol/json-rpc.ts';
import { META } from '../protocol/versions.ts';
import type { Notify } from './context.ts';

/** One open `subscriptions/listen` stream (spec 2026-07-28, basic/utilities/subscriptions). */
export interface Listener {
  /** Of the request that opened it. */
  readonly id: RequestId;
  readonly notify: Notify;
  /** What is honoured of what the client asked for. */
  readonly filter: JsonObject;
  /** Begins again to watch what servers that are chosen have forgotten. */
  watchAgain(isForgotten: (serverName: string) => boolean): void;
}

/** The flag of a filter by which a client asks for each list's changes. */
export const LIST_FLAGS: Readonly<Record<ChangedList, string>> = {
  tools: 'toolsListChanged',
  prompts: 'promptsListChanged',
  resources: 'resourcesListChanged',
};

/** The streams that are open in one session. */
export class Listeners {
  readonly #listeners = new Set<Listener>();

  /** Acknowledges what is honoured, as the stream's first message, and keeps it until `close`. */
  open(listener: Listener): void {
    this.#listeners.add(listener);
    tell(listener, 'notifications/subscriptions/acknowledged', { notifications: listener.filter });
  }

  has(listener: Listener): boolean {
    return this.#listeners.has(listener);
  }

  close(listener: Listener): void {
    this.#listeners.delete(listener);
  }

  listChanged(list: ChangedList): void {
    for (const listener of this.#listeners) {
      if (listener.filter[LIST_FLAGS[list]]) tell(listener, `notifications/${list}/list_changed`, {});
    }
  }

  watchAgain(isForgotten: (serverName: string) => boolean): void {
    for (const listener of this.#listeners) listener.watchAgain(isForgotten);
  }
}

/** Sends a notification on one stream. */
export function tell(
  { id, notify }: Pick<Listener, 'id' | 'notify'>,
  method: string,
  params: JsonObject,
): void {
  const meta = { ...(params._meta as JsonObject | undefined), [META.subscriptionId]: id };
  notify(method, { ...params, _meta: meta });
}
