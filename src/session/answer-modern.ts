import { withAsker } from '../calls/name-asker.ts';
import { isObject, type JsonObject } from '../protocol/json-rpc.ts';
import { META, MODERN_VERSIONS, metaOf } from '../protocol/versions.ts';
import { GatewayError } from '../shared/errors.ts';
import type { Method, RequestContext } from './context.ts';
import { modernResult } from './modern-result.ts';
import { AskingCall, type Exchange } from './questions/asking-call.ts';
import { urlElicitation } from './questions/url-elicitation.ts';

/** The methods that may be answered with questions (spec 2026-07-28, multi round-trip requests). */
const MAY_ASK = new Set(['tools/call', 'prompts/get', 'resources/read']);
/** The client capability that a server's question needs. */
const NEEDED: Readonly<Record<string, string>> = {
  'elicitation/create': 'elicitation',
  'sampling/createMessage': 'sampling',
  'roots/list': 'roots',
};

interface ModernRequest {
  readonly method: string;
  readonly params: JsonObject;
  readonly answer: Method;
  readonly context: Omit<RequestContext, 'caller' | 'era'>;
}

/** Answers a request of 2026-07-28. @throws GatewayError, or PeerError as the server answered. */
export async function answerModern(request: ModernRequest): Promise<JsonObject> {
  const { method, params, context } = request;
  const meta = checkEnvelope(metaOf(params));
  context.session.meet(meta);
  const result = MAY_ASK.has(method) ? await answerAskable(request, meta) : await answerAtOnce(request, meta);
  return modernResult(method, result, context.parts);
}

/** A call whose client can be asked something, in place of its result. */
async function answerAskable(request: ModernRequest, meta: JsonObject): Promise<JsonObject> {
  const capabilities = meta[META.clientCapabilities] as JsonObject;
  const canAnswer = Object.values(NEEDED).some((name) => name in capabilities);
  try {
    const result = await (canAnswer ? answerInRounds(request, meta) : answerAtOnce(request, meta));
    assertAnswerable(result, capabilities);
    return result;
  } catch (error) {
    const asked = urlElicitation(error, capabilities);
    if (asked) return asked;
    throw error;
  }
}

function answerAtOnce({ params, answer, context }: ModernRequest, meta: JsonObject): Promise<JsonObject> {
  const caller = context.session.modernCallers.ofRequest(meta, {
    ask: async ({ method }) => {
      throw new GatewayError('not_answerable', `${method}: no answer to this request can carry a question.`);
    },
    log: (logged) => context.session.log(logged),
  });
  const { modernCallers } = context.session;
  return modernCallers.hold(caller, () => answer(params, { ...context, era: 'modern', caller }));
}

/** The call waits while its client is asked, and goes on with what it answers. */
async function answerInRounds(request: ModernRequest, meta: JsonObject): Promise<JsonObject> {
  const { method, params, answer, context } = request;
  const { session, parts, signal, onProgress } = context;
  const capabilities = meta[META.clientCapabilities] as JsonObject;
  const exchange: Exchange = { signal, onProgress, log: (logged) => session.log(logged) };
  const call = new AskingCall();
  const caller = session.modernCallers.ofRequest(meta, {
    ask: async (question, withdrawn) => {
      assertOffered(question.method, capabilities);
      return call.ask(question.method, withAsker(question, parts.view), withdrawn);
    },
    log: (logged) => call.log(logged),
  });
  const binding = { principal: caller.sessionId, method, params };
  const run = {
    ...context,
    era: 'modern' as const,
    caller,
    signal: call.signal,
    onProgress: onProgress && ((progress: JsonObject) => call.onProgress(progress)),
  };
  if (parts.parkedCalls.isOurs(params)) return parts.parkedCalls.resume(binding, exchange);
  call.start(() => session.modernCallers.hold(caller, () => answer(params, run)));
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
