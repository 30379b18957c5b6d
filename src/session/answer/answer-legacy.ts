import { completeInput } from '../../calls/input-rounds.ts';
import type { JsonObject } from '../../protocol/json-rpc.ts';
import type { Answer } from '../../protocol/peer.ts';
import { metaOf } from '../../protocol/versions.ts';
import { GatewayError } from '../../shared/errors.ts';
import type { LegacyContext, LegacyMethod } from '../context.ts';
import { LEGACY_METHODS } from '../methods.ts';
import type { Session } from '../session.ts';
import { type Incoming, progressOf } from './incoming.ts';
import { legacyResult } from './legacy-result.ts';
import { translateError } from './translate-error.ts';

const BEFORE_INITIALIZE = new Set(['initialize', 'ping']);
const NO_PARAMS: JsonObject = Object.freeze({});

/** Answers a request of an era up to 2025-11-25. Never rejects. */
export async function answerLegacy(incoming: Incoming<Session>): Promise<Answer> {
  const { request, signal, notify, session, parts } = incoming;
  const { id, method, params = NO_PARAMS } = request;
  try {
    const answer = LEGACY_METHODS.get(method);
    if (!answer) throw new GatewayError('method_not_found', `Method not found: ${method.slice(0, 100)}`);
    assertBegun(method, session);
    const onProgress = progressOf(metaOf(params), notify);
    const context = {
      id,
      session,
      parts,
      era: 'legacy',
      caller: session,
      signal,
      notify,
      onProgress,
    } as const;
    return { result: legacyResult(await answerFully(answer, params, context)) };
  } catch (error) {
    return translateError(error, { method, era: 'legacy', log: parts.log });
  }
}

/** A modern server may answer with questions, which this era puts as requests. */
async function answerFully(
  answer: LegacyMethod,
  params: JsonObject,
  context: LegacyContext,
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
