import { withAsker } from '../../calls/name-asker.ts';
import { isObject, type JsonObject } from '../../protocol/json-rpc.ts';
import type { Answer } from '../../protocol/peer.ts';
import { META, MODERN_VERSIONS, metaOf } from '../../protocol/versions.ts';
import { GatewayError } from '../../shared/errors.ts';
import type { Method } from '../context.ts';
import { MODERN_METHODS } from '../methods.ts';
import { AskingCall, type Exchange } from '../questions/asking-call.ts';
import { urlElicitation } from '../questions/url-elicitation.ts';
import { type Incoming, progressOf } from './incoming.ts';
import { modernResult } from './modern-result.ts';
import { translateError } from './translate-error.ts';

/** The methods that may be answered with questions (spec 2026-07-28, multi round-trip requests). */
const MAY_ASK = new Set(['tools/call', 'prompts/get', 'resources/read']);
/** The client capability that a server's question needs. */
const NEEDED: Readonly<Record<string, string>> = {
  'elicitation/create': 'elicitation',
  'sampling/createMessage': 'sampling',
  'roots/list': 'roots',
};
const CAN_BE_ASKED = Object.values(NEEDED);
const NO_PARAMS: JsonObject = Object.freeze({});

/** A request whose envelope is as it must be. */
interface ModernRequest {
  readonly incoming: Incoming;
  readonly params: JsonObject;
  readonly meta: JsonObject;
  readonly capabilities: JsonObject;
  readonly answer: Method;
}

/** Answers a request of 2026-07-28. Never rejects. */
export async function answerModern(incoming: Incoming): Promise<Answer> {
  const { session, parts } = incoming;
  const { method, params = NO_PARAMS } = incoming.request;
  try {
    const answer = MODERN_METHODS.get(method);
    if (!answer) throw new GatewayError('method_not_found', `Method not found: ${method.slice(0, 100)}`);
    const meta = checkEnvelope(metaOf(params));
    session.meet(meta);
    const capabilities = capabilitiesIn(meta);
    const request = { incoming, params, meta, capabilities, answer };
    const mayAsk = MAY_ASK.has(method);
    const canAnswer = mayAsk && CAN_BE_ASKED.some((name) => name in capabilities);
    const result = await (canAnswer ? answerInRounds(request) : answerAtOnce(request));
    if (mayAsk) assertAnswerable(result, capabilities);
    return { result: modernResult(method, result, parts) };
  } catch (error) {
    return answerFailure(error, incoming);
  }
}

/** Some errors stand for a question, where there may be one, or become a result that a model can act on. */
function answerFailure(error: unknown, { request, parts }: Incoming): Answer {
  const { method, params } = request;
  const circumstances = { method, era: 'modern', log: parts.log } as const;
  let answer: Answer;
  try {
    const meta = metaOf(params);
    const asked = meta && MAY_ASK.has(method) ? urlElicitation(error, capabilitiesIn(meta)) : undefined;
    answer = asked ? { result: asked } : translateError(error, circumstances);
  } catch (refused) {
    answer = translateError(refused, circumstances);
  }
  return 'result' in answer ? { result: modernResult(method, answer.result, parts) } : answer;
}

function answerAtOnce({ incoming, params, meta, answer }: ModernRequest): Promise<JsonObject> {
  const { session, parts, signal, notify, request } = incoming;
  const { modernCallers } = session;
  const caller = modernCallers.ofRequest(meta, {
    ask: async ({ method }) => {
      throw new GatewayError('not_answerable', `${method}: no answer to this request can carry a question.`);
    },
    log: (logged) => notify('notifications/message', logged),
  });
  const onProgress = progressOf(meta, notify);
  const context = {
    id: request.id,
    session,
    parts,
    era: 'modern',
    caller,
    signal,
    notify,
    onProgress,
  } as const;
  return modernCallers.hold(caller, () => answer(params, context));
}

/** The call waits while its client is asked, and goes on with what it answers. */
async function answerInRounds(modern: ModernRequest): Promise<JsonObject> {
  const { incoming, params, meta, capabilities, answer } = modern;
  const { session, parts, signal, notify, request } = incoming;
  const { id, method } = request;
  const onProgress = progressOf(meta, notify);
  const log = (logged: JsonObject): void => notify('notifications/message', logged);
  const exchange: Exchange = { signal, onProgress, log };
  const call = new AskingCall();
  const caller = session.modernCallers.ofRequest(meta, {
    ask: async (question, withdrawn) => {
      assertOffered(question.method, capabilities);
      return call.ask(question.method, withAsker(question, parts.view), withdrawn);
    },
    log: (logged) => call.log(logged),
  });
  const binding = { principal: caller.sessionId, method, params };
  if (parts.parkedCalls.isOurs(params)) return parts.parkedCalls.resume(binding, exchange);
  const context = {
    ...{ id, session, parts, era: 'modern' as const, caller, notify },
    signal: call.signal,
    onProgress: onProgress && ((progress: JsonObject) => call.onProgress(progress)),
  };
  call.start(() => session.modernCallers.hold(caller, () => answer(params, context)));
  return parts.parkedCalls.await(call, binding, exchange);
}

function assertOffered(method: string, capabilities: JsonObject): void {
  const capability = NEEDED[method];
  if (capability !== undefined && capability in capabilities) return;
  throw new GatewayError('not_answerable', `The host does not offer what ${method} needs.`);
}

/** A modern server may not ask what the client did not declare (spec 2026-07-28, multi round-trip requests), but some do. */
function assertAnswerable({ resultType, inputRequests }: JsonObject, capabilities: JsonObject): void {
  if (resultType !== 'input_required' || !isObject(inputRequests)) return;
  for (const request of Object.values(inputRequests)) {
    const method = isObject(request) ? String(request.method) : '';
    const capability = NEEDED[method];
    if (capability === undefined || capability in capabilities) continue;
    throw new GatewayError('missing_capability', `The host does not offer what ${method} needs.`, {
      data: { requiredCapabilities: { [capability]: {} } },
    });
  }
}

function checkEnvelope(meta: JsonObject | undefined): JsonObject {
  const version = meta?.[META.protocolVersion];
  const missing =
    typeof version !== 'string'
      ? META.protocolVersion
      : isObject(meta?.[META.clientCapabilities])
        ? undefined
        : META.clientCapabilities;
  if (typeof version === 'string' && !(MODERN_VERSIONS as readonly string[]).includes(version)) {
    throw new GatewayError(
      'unsupported_version',
      `Protocol version ${version.slice(0, 40)} is not served here.`,
      {
        data: { supported: [...MODERN_VERSIONS], requested: version },
      },
    );
  }
  if (!meta || missing !== undefined)
    throw new GatewayError('invalid_params', `_meta["${missing}"] is required with every request.`);
  return meta;
}

const capabilitiesIn = (meta: JsonObject): JsonObject => meta[META.clientCapabilities] as JsonObject;
