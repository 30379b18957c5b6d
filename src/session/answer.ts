import { completeInput } from '../calls/input-rounds.ts';
import type { JsonObject, JsonRpcRequest } from '../protocol/json-rpc.ts';
import type { Answer } from '../protocol/peer.ts';
import { type Era, META, metaOf } from '../protocol/versions.ts';
import { GatewayError } from '../shared/errors.ts';
import { answerModern } from './answer-modern.ts';
import type { Method, RequestContext, SessionParts } from './context.ts';
import { legacyResult } from './legacy-result.ts';
import { METHODS } from './methods.ts';
import { modernResult } from './modern-result.ts';
import type { Session } from './session.ts';
import { translateError } from './translate-error.ts';

interface Incoming {
  readonly request: JsonRpcRequest;
  readonly signal: AbortSignal;
  readonly session: Session;
  readonly parts: SessionParts;
}

const MODERN_ONLY = new Set(['server/discover', 'subscriptions/listen']);
const BEFORE_INITIALIZE = new Set(['initialize', 'ping']);
const NO_PARAMS: JsonObject = Object.freeze({});

/** Answers one request of a client: decides its era, finds the method, stamps the result, translates the error. */
export async function answerRequest({ request, signal, session, parts }: Incoming): Promise<Answer> {
  const { id, method } = request;
  const params = request.params ?? NO_PARAMS;
  const meta = metaOf(params);
  // In the modern era every request says so itself; nothing is inferred from earlier ones.
  const era: Era = (meta && META.protocolVersion in meta) || MODERN_ONLY.has(method) ? 'modern' : 'legacy';
  try {
    const answer = METHODS[era].get(method);
    if (!answer) throw new GatewayError('method_not_found', `Method not found: ${method.slice(0, 100)}`);
    const token = meta?.progressToken;
    const onProgress = token === undefined ? undefined : (p: JsonObject) => session.progress(token, p);
    const context = { id, session, parts, signal, onProgress };
    if (era === 'modern') return { result: await answerModern({ method, params, answer, context }) };
    assertBegun(method, session);
    const result = await answerLegacy(answer, params, { ...context, era, caller: session });
    return { result: legacyResult(result) };
  } catch (error) {
    const answer = translateError(error, { method, era, log: parts.log });
    return era === 'modern' && 'result' in answer
      ? { result: modernResult(method, answer.result, parts) }
      : answer;
  }
}

/** A modern server may answer with questions, which this era puts as requests. */
async function answerLegacy(
  answer: Method,
  params: JsonObject,
  context: RequestContext,
): Promise<JsonObject> {
  const result = await answer(params, context);
  if (result.resultType !== 'input_required') return result;
  const { caller, signal } = context;
  const again = (added: JsonObject) => answer({ ...params, ...added }, context);
  return completeInput({ result, caller, signal, again });
}

function assertBegun(method: string, session: Session): void {
  if (session.isInitialized || BEFORE_INITIALIZE.has(method)) return;
  throw new GatewayError('invalid_request', `${method} came before initialize.`, {
    hint: 'Send initialize first.',
  });
}
