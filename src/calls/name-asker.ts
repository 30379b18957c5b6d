import type { View } from '../catalog/view.ts';
import type { Question } from '../downstream/caller.ts';
import { isObject, type JsonObject } from '../protocol/json-rpc.ts';
import { PeerError } from '../shared/errors.ts';

/** In the `_meta` of a question: the server that asks, by the name it is configured under. */
const ASKER = 'dev.trunkline/server';

/**
 * The params of a question with the name of the server that asks, which a host of many servers could not tell
 * else: in `_meta`, and where a person reads it. In the view of one server they stay as they are.
 */
export function withAsker({ serverName, method, params }: Question, view: View): JsonObject | undefined {
  if (serverName === undefined || view.onlyServer !== undefined) return params;
  const named = { ...params, _meta: { ...(params?._meta as JsonObject | undefined), [ASKER]: serverName } };
  if (method !== 'elicitation/create' || typeof params?.message !== 'string') return named;
  return { ...named, message: `${serverName}: ${params.message}` };
}

/** 2025-11-25: "open these addresses and try again". */
export const URL_ELICITATION_REQUIRED = -32042;

/** The error of a legacy server with its name in the questions that it may hold; any other error as it is. */
export function withAskersInError(error: unknown, serverName: string, view: View): unknown {
  if (!(error instanceof PeerError) || error.code !== URL_ELICITATION_REQUIRED) return error;
  const { code, message, data } = error;
  if (!isObject(data) || !Array.isArray(data.elicitations)) return error;
  const named = data.elicitations.map((params) =>
    isObject(params) ? withAsker({ serverName, method: 'elicitation/create', params }, view) : params,
  );
  return new PeerError({ code, message, data: { ...data, elicitations: named } });
}

/** The result of a modern server with the name of the server in the questions that it may be. */
export function withAskers(result: JsonObject, serverName: string, view: View): JsonObject {
  if (!isObject(result.inputRequests) || view.onlyServer !== undefined) return result;
  const named = Object.entries(result.inputRequests).map(([key, request]) => {
    if (!isObject(request)) return [key, request];
    const { method, params } = request;
    const question = { serverName, method: String(method), params: isObject(params) ? params : undefined };
    return [key, { ...request, params: withAsker(question, view) }];
  });
  return { ...result, inputRequests: Object.fromEntries(named) };
}
