import type { JsonObject, JsonRpcRequest } from '../../protocol/json-rpc.ts';
import type { Notify, RequestSession, SessionParts } from '../context.ts';

/** One request as it came in, to be answered in a session of its kind. */
export interface Incoming<S extends RequestSession = RequestSession> {
  readonly request: JsonRpcRequest;
  readonly signal: AbortSignal;
  readonly notify: Notify;
  readonly session: S;
  readonly parts: SessionParts;
}

/** Passes progress on under the client's own token; undefined where it gave none. */
export function progressOf(
  meta: JsonObject | undefined,
  notify: Notify,
): ((params: JsonObject) => void) | undefined {
  const progressToken = meta?.progressToken;
  if (progressToken === undefined) return undefined;
  return (params) => notify('notifications/progress', { ...params, progressToken });
}
