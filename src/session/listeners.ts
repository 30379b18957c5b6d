import type { ChangedList } from '../catalog/view.ts';
import type { JsonObject, RequestId } from '../protocol/json-rpc.ts';
import { META } from '../protocol/versions.ts';

type Notify = (method: string, params: JsonObject) => void;

/** One open stream. */
interface Listener {
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

/** The open `subscriptions/listen` streams of one client (spec 2026-07-28, basic/utilities/subscriptions). */
export class Listeners {
  readonly #notify: Notify;
  readonly #listeners = new Map<RequestId, Listener>();

  constructor(notify: Notify) {
    this.#notify = notify;
  }

  /** Acknowledges what is honoured, as the stream's first message, and keeps it until `close`. */
  open(id: RequestId, listener: Listener): void {
    this.#listeners.set(id, listener);
    this.send(id, 'notifications/subscriptions/acknowledged', { notifications: listener.filter });
  }

  has(id: RequestId): boolean {
    return this.#listeners.has(id);
  }

  close(id: RequestId): void {
    this.#listeners.delete(id);
  }

  listChanged(list: ChangedList): void {
    for (const [id, { filter }] of this.#listeners) {
      if (filter[LIST_FLAGS[list]]) this.send(id, `notifications/${list}/list_changed`, {});
    }
  }

  /** Sends on one stream, while it is open. */
  send(id: RequestId, method: string, params: JsonObject): void {
    if (!this.#listeners.has(id)) return;
    const meta = { ...(params._meta as JsonObject | undefined), [META.subscriptionId]: id };
    this.#notify(method, { ...params, _meta: meta });
  }

  watchAgain(isForgotten: (serverName: string) => boolean): void {
    for (const listener of this.#listeners.values()) listener.watchAgain(isForgotten);
  }
}
