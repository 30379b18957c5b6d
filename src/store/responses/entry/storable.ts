import { isObject, type JsonObject } from '../../../protocol/json-rpc.ts';

/** Whether a request is one that an earlier answer could answer: no task, no continuation of another. */
export function isPlainRequest(params: JsonObject): boolean {
  return !('task' in params) && !('inputResponses' in params) && !('requestState' in params);
}

/** Whether an answer may ever be given again: no failure, no question, no handle of something that goes on. */
export function isFinalAnswer(result: JsonObject): boolean {
  if (result.isError === true) return false;
  if (result.resultType !== undefined && result.resultType !== 'complete') return false;
  if ('task' in result || 'inputRequests' in result || 'requestState' in result) return false;
  return !isObject(result._meta) || !Object.keys(result._meta).some((key) => key.endsWith('/related-task'));
}

/** Whether an answer may be kept: a final one, with none of the secrets that the configuration gives servers. */
export function mayBeKept(result: JsonObject, text: string, secrets: readonly string[]): boolean {
  return isFinalAnswer(result) && !secrets.some((secret) => text.includes(secret));
}
