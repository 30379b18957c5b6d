import type { Caller } from '../downstream/caller.ts';
import { isObject, type JsonObject, type JsonRpcRequest } from '../protocol/json-rpc.ts';
import type { Answer } from '../protocol/peer.ts';
import { type Era, META, MODERN_VERSIONS, metaOf } from '../protocol/versions.ts';
import { GatewayError } from '../shared/errors.ts';
import type { RequestContext, SessionParts } from './context.ts';
import { METHODS } from './methods.ts';
import { modernResult } from './modern-result.ts';
import { completeInput } from './questions/input-rounds.ts';
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
    const caller = era === 'modern' ? modernCaller(meta, session) : legacyCaller(method, session);
    const token = meta?.progressToken;
    const onProgress = token === undefined ? undefined : (p: JsonObject) => session.progress(token, p);
    const context: RequestContext = { id, session, parts, era, caller, signal, onProgress };
    const result = await answer(params, context);
    if (era === 'legacy' && result.resultType === 'input_required') {
      const again = (added: JsonObject) => answer({ ...params, ...added }, context);
      return { result: await completeInput({ result, caller, signal, again }) };
    }
    return { result: era === 'modern' ? modernResult(method, result, parts.view) : result };
  } catch (error) {
    return translateError(error, { method, era, log: parts.log });
  }
}

function legacyCaller(method: string, session: Session): Caller {
  if (!session.isInitialized && !BEFORE_INITIALIZE.has(method)) {
    throw new GatewayError('invalid_request', `${method} came before initialize.`, {
      hint: 'Send initialize first.',
    });
  }
  return session;
}

function modernCaller(meta: JsonObject | undefined, session: Session): Caller {
  const version = meta?.[META.protocolVersion];
  if (typeof version !== 'string') {
    throw new GatewayError(
      'invalid_params',
      `_meta["${META.protocolVersion}"] is required with every request.`,
    );
  }
  if (!(MODERN_VERSIONS as readonly string[]).includes(version)) {
    throw new GatewayError(
      'unsupported_version',
      `Protocol version ${version.slice(0, 40)} is not served here.`,
      {
        data: { supported: [...MODERN_VERSIONS], requested: version },
      },
    );
  }
  if (!isObject(meta?.[META.clientCapabilities])) {
    throw new GatewayError(
      'invalid_params',
      `_meta["${META.clientCapabilities}"] is required with every request.`,
    );
  }
  return session.modernCallers.ofRequest(meta, {
    log: (params) => session.log(params),
    ask: async (asked) => {
      throw new GatewayError('not_answerable', `${asked}: this host takes no requests from servers.`);
    },
  });
}
