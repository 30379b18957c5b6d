import type { Caller } from '../downstream/caller.ts';
import { isObject, type JsonObject } from '../protocol/json-rpc.ts';
import { GatewayError } from '../shared/errors.ts';

/** A server that is never satisfied is given up. */
const MAX_ROUNDS = 20;

interface InputRounds {
  /** What the server answered. */
  readonly result: JsonObject;
  readonly caller: Pick<Caller, 'ask' | 'roots'>;
  readonly signal: AbortSignal;
  /** Sends the request once more, with what was added to its params. */
  again(added: JsonObject): Promise<JsonObject>;
}

/**
 * For what cannot be answered with `input_required`, a host of the legacy era or one call of a batch: puts a modern
 * server's questions to the host as requests and repeats the call with the answers, until there is a result.
 */
export async function completeInput({ result, caller, signal, again }: InputRounds): Promise<JsonObject> {
  let latest = result;
  for (let round = 0; latest.resultType === 'input_required'; round++) {
    if (round === MAX_ROUNDS)
      throw new GatewayError('not_answerable', `The server asked for more input ${MAX_ROUNDS} times.`);
    const { inputRequests, requestState } = latest;
    const asked = isObject(inputRequests) ? Object.entries(inputRequests) : [];
    const answers = asked.map(
      async ([key, request]) => [key, await answer(request, caller, signal)] as const,
    );
    latest = await again({
      ...(asked.length > 0 && { inputResponses: Object.fromEntries(await Promise.all(answers)) }),
      ...(requestState !== undefined && { requestState }),
    });
  }
  return latest;
}

async function answer(
  request: unknown,
  caller: InputRounds['caller'],
  signal: AbortSignal,
): Promise<JsonObject> {
  const { method, params } = isObject(request) ? request : {};
  if (method === 'roots/list') return { roots: await caller.roots() };
  if (method === 'elicitation/create' || method === 'sampling/createMessage')
    return caller.ask(
      { serverName: undefined, method, params: isObject(params) ? params : undefined },
      signal,
    );
  throw new GatewayError('not_answerable', `The server asks for ${String(method).slice(0, 100)}.`);
}
