import type { Caller } from '../../downstream/caller.ts';
import type { Server } from '../../downstream/server.ts';
import type { JsonObject } from '../../protocol/json-rpc.ts';
import type { Asking } from '../../store/responses/flights.ts';
import type { ResponseCall } from '../../store/responses/response-call.ts';
import { cacheMode, PRINCIPAL } from './request.ts';
import type { Responses } from './responses.ts';

interface ResourceRead extends Asking {
  readonly server: Server;
  /** As the server knows it. */
  readonly uri: string;
  /** Of the client's request. */
  readonly params: JsonObject;
  readonly caller: Caller;
}

/** Reads a resource: with a kept answer for as long as its server has allowed, else from the server. */
export type ReadResource = (read: ResourceRead) => Promise<JsonObject>;

export function createReadResource(responses: Responses): ReadResource {
  return async (read) => (responses.current ?? (await responses.open())).call(responseCall(read));
}

function responseCall({ server, uri, params, caller, signal, onProgress }: ResourceRead): ResponseCall {
  return {
    method: 'resources/read',
    serverName: server.name,
    name: uri,
    arguments: {},
    mode: cacheMode(params),
    isReadOnly: true,
    claimsReadOnly: true,
    secrets: () => server.secrets,
    signal,
    onProgress,
    questions: () => server.questions,
    isReady: () => server.state === 'ready',
    noteUse: () => server.noteUse(),
    async describe() {
      return {
        method: 'resources/read',
        serverName: server.name,
        name: uri,
        definitionHash: server.definitionHash,
        toolHash: '',
        arguments: {},
        principal: PRINCIPAL,
        workspace: caller.workspace,
        audience: await server.audienceOf(caller),
      };
    },
    ask: (asking) => server.request('resources/read', { ...params, uri }, { caller, ...asking }),
  };
}
