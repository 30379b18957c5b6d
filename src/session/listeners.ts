import type { ChangedList } from '../catalog/view.ts';
import { isObject, type JsonObject, type RequestId } from '../protocol/json-rpc.ts';
import { META } from '../protocol/versions.ts';

type Notify = (method: string, params: JsonObject) => void;

const FILTERS: Record<ChangedList, string> = {
  tools: 'toolsListChanged',
  prompts: 'promptsListChanged',
  resources: 'resourcesListChanged',
};

/** The open `subscriptions/listen` streams of one client (spec 2026-07-28, basic/utilities/subscriptions). */
export class Listeners {
  readonly #notify: Notify;
  readonly #filters = new Map<RequestId, JsonObject>();

  constructor(notify: Notify) {
    this.#notify = notify;
  }

  /** Acknowledges what is honoured, as the stream's first message, and keeps it until `close`. */
  open(id: RequestId, requested: unknown): { uris: string[] } {
    const asked = isObject(requested) ? requested : {};
    const uris = Array.isArray(asked.resourceSubscriptions)
      ? asked.resourceSubscriptions.filter((u) => typeof u === 'string')
      : [];
    const honoured: JsonObject = {};
    for (const name of Object.values(FILTERS)) if (asked[name] === true) honoured[name] = true;
    if (uris.length > 0) honoured.resourceSubscriptions = uris;
    this.#filters.set(id, honoured);
    this.#send(id, 'notifications/subscriptions/acknowledged', { notifications: honoured });
    return { uris };
  }

  close(id: RequestId): void {
    this.#filters.delete(id);
  }

  listChanged(list: ChangedList): void {
    for (const [id, filter] of this.#filters) {
      if (filter[FILTERS[list]]) this.#send(id, `notifications/${list}/list_changed`, {});
    }
  }

  resourceUpdated(id: RequestId, params: JsonObject): void {
    if (this.#filters.has(id)) this.#send(id, 'notifications/resources/updated', params);
  }

  #send(id: RequestId, method: string, params: JsonObject): void {
    this.#notify(method, {
      ...params,
      _meta: { ...(params._meta as JsonObject | undefined), [META.subscriptionId]: id },
    });
  }
}
