import type { Servers } from '../downstream/servers.ts';
import { claimsReadOnly } from '../policy/read-only.ts';
import { isObject, type JsonObject } from '../protocol/json-rpc.ts';
import { canonicalJson } from '../store/responses/canonical-json.ts';
import { CACHE_META, type ResponseCache, type ResponseCall } from '../store/responses/response-cache.ts';
import { digest } from '../store/responses/response-key.ts';
import { isPlainRequest } from '../store/responses/storable.ts';
import type { Call, Step } from './call.ts';

interface CacheStepOptions {
  readonly responses: () => Promise<ResponseCache>;
  readonly servers: Servers;
}

/** Everybody who reaches this gateway acts for its one user. */
const PRINCIPAL = 'user';

/** Answers from the cache where a rule allows it and nothing since has made the answer old. */
export function cache({ responses, servers }: CacheStepOptions): Step {
  const hashes = new WeakMap<JsonObject, string>();
  const hashOf = (definition: JsonObject): string => {
    const known = hashes.get(definition) ?? digest(canonicalJson(definition));
    hashes.set(definition, known);
    return known;
  };
  return async (call, next) => {
    const { tool, params, caller } = call;
    const server = tool && servers.find(tool.serverName);
    if (!tool || !server) return next();
    const cached = await responses();
    const mode = modeOf(params);
    const endProgress = mode === 'bypass' ? () => {} : muteProgress(call);
    try {
      return await cached.call({
        request: {
          method: 'tools/call',
          serverName: tool.serverName,
          name: tool.toolName,
          definitionHash: server.definitionHash,
          toolHash: hashOf(tool.tool),
          arguments: isObject(params.arguments) ? params.arguments : {},
          principal: PRINCIPAL,
          workspace: `${caller.workspace}\n${await server.audienceOf(caller)}`,
        },
        mode,
        isReadOnly: tool.isReadOnly,
        claimsReadOnly: claimsReadOnly(tool.tool),
        run: next,
      });
    } finally {
      endProgress();
    }
  };
}

/** A request says in its `_meta` whether it wants the server's own answer, and whether that may be kept. */
function modeOf(params: JsonObject): ResponseCall['mode'] {
  const wanted = isObject(params._meta) ? params._meta[CACHE_META] : undefined;
  if (wanted === 'bypass' || !isPlainRequest(params)) return 'bypass';
  return wanted === 'refresh' ? 'refresh' : 'use';
}

/** A call goes on after its answer where an old one was given meanwhile; its progress concerns nobody then. */
function muteProgress(call: Call): () => void {
  const { onProgress } = call;
  if (!onProgress) return () => {};
  let isAnswered = false;
  call.onProgress = (progress) => {
    if (!isAnswered) onProgress(progress);
  };
  return () => {
    isAnswered = true;
  };
}
