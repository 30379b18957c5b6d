import type { PublishedTool } from '../../catalog/publish.ts';
import type { Server } from '../../downstream/server.ts';
import type { Servers } from '../../downstream/servers.ts';
import { claimsReadOnly } from '../../policy/read-only.ts';
import { isObject, type JsonObject } from '../../protocol/json-rpc.ts';
import { canonicalJson } from '../../store/responses/entry/canonical-json.ts';
import { digest } from '../../store/responses/entry/response-key.ts';
import type { ResponseCall } from '../../store/responses/response-call.ts';
import type { Call, CallToolResult, Step } from '../call.ts';
import { cacheMode, PRINCIPAL } from './request.ts';
import type { Responses } from './responses.ts';

interface CacheStepOptions {
  readonly responses: Responses;
  readonly servers: Servers;
}

/** Answers from the cache where a rule allows it and nothing since has made the answer old. */
export function cache({ responses, servers }: CacheStepOptions): Step {
  const hashes = new WeakMap<JsonObject, string>();
  const hashOf = (definition: JsonObject): string => {
    const known = hashes.get(definition) ?? digest(canonicalJson(definition));
    hashes.set(definition, known);
    return known;
  };
  return (call, next) => {
    const { tool } = call;
    const server = tool && servers.find(tool.serverName);
    if (!tool || !server) return next();
    const asked = responseCall({ call, tool, server, hashOf, next });
    const { current } = responses;
    return current ? current.call(asked) : responses.open().then((opened) => opened.call(asked));
  };
}

interface CalledTool {
  readonly call: Call;
  readonly tool: PublishedTool;
  readonly server: Server;
  readonly hashOf: (definition: JsonObject) => string;
  readonly next: () => Promise<CallToolResult>;
}

function responseCall({ call, tool, server, hashOf, next }: CalledTool): ResponseCall {
  const { params, caller } = call;
  const args = isObject(params.arguments) ? params.arguments : {};
  return {
    method: 'tools/call',
    serverName: tool.serverName,
    name: tool.toolName,
    arguments: args,
    mode: cacheMode(params),
    isReadOnly: tool.isReadOnly,
    claimsReadOnly: claimsReadOnly(tool.tool),
    secrets: () => server.secrets,
    signal: call.signal,
    onProgress: call.onProgress,
    questions: () => server.questions,
    isReady: () => server.state === 'ready',
    noteUse: () => server.noteUse(),
    async describe() {
      return {
        method: 'tools/call',
        serverName: tool.serverName,
        name: tool.toolName,
        definitionHash: server.definitionHash,
        toolHash: hashOf(tool.tool),
        arguments: args,
        principal: PRINCIPAL,
        workspace: caller.workspace,
        audience: await server.audienceOf(caller),
      };
    },
    ask(asking) {
      // What is asked for several callers ends with the last of them, and what nobody waits for tells nobody.
      call.signal = asking.signal;
      call.onProgress = asking.onProgress;
      return next();
    },
  };
}
