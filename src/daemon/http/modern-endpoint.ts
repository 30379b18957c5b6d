import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { View } from '../../catalog/view.ts';
import type { Caller } from '../../downstream/caller.ts';
import { ParamHeaders } from '../../protocol/http/param-headers.ts';
import {
  isObject,
  type JsonRpcErrorBody,
  type JsonRpcNotification,
  type JsonRpcRequest,
} from '../../protocol/json-rpc.ts';
import { META, MODERN_VERSIONS, metaOf } from '../../protocol/versions.ts';
import { ModernCallers } from '../../session/modern-callers.ts';
import type { Clock } from '../../shared/clock.ts';
import { ERRORS } from '../../shared/errors.ts';
import type { Gateway } from '../gateway.ts';
import { sendError } from './answer.ts';
import { ExchangeWire } from './exchange-wire.ts';
import { findHeaderMismatch } from './standard-headers.ts';

interface ModernEndpointOptions {
  readonly gateway: Gateway;
  readonly view: View;
  readonly clock: Clock;
}

interface Exchange {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly message: JsonRpcRequest | JsonRpcNotification;
}

/** Serves 2026-07-28 at one address: every POST stands for itself, whatever was asked before it. */
export class ModernEndpoint {
  readonly #options: ModernEndpointOptions;
  readonly #sessionId = randomUUID();
  /** Shared by all POSTs, so that connections to servers outlive them. */
  readonly #callers: ModernCallers;
  readonly #paramHeaders = new ParamHeaders();

  constructor(options: ModernEndpointOptions) {
    this.#options = options;
    const release = (caller: Caller): void => options.gateway.servers.release(caller);
    this.#callers = new ModernCallers({ sessionId: this.#sessionId, workspace: '', release });
  }

  receive({ request, response, message }: Exchange): void {
    const { gateway, view, clock } = this.#options;
    const id = 'id' in message ? message.id : undefined;
    const tools = { view, paramHeaders: this.#paramHeaders };
    const error = findFault({ request, message }, tools);
    if (error) sendError(response, { status: 400, id, error });
    else if (id === undefined) response.writeHead(202).end();
    else {
      const mayStream = /text\/event-stream|\*\/\*/.test(request.headers.accept ?? '*/*');
      const wire = new ExchangeWire({ response, mayStream, clock });
      const origin = { sessionId: this.#sessionId, workspace: '', shown: view.name, callers: this.#callers };
      gateway.openSession(wire, origin);
      wire.onMessage(message);
    }
  }

  close(): void {
    this.#callers.close();
  }
}

/** What is wrong before any method is looked at; a version that is unknown is the session's to answer. */
function findFault(
  { request, message }: Pick<Exchange, 'request' | 'message'>,
  tools: { view: View; paramHeaders: ParamHeaders },
): JsonRpcErrorBody | undefined {
  const mismatch = findHeaderMismatch(request.headers, message, tools);
  if (mismatch) return { code: ERRORS.header_mismatch.jsonRpc, message: mismatch };
  if (!('id' in message)) return undefined;
  const meta = metaOf(message.params) ?? {};
  const isFit = typeof meta[META.protocolVersion] === 'string' && isObject(meta[META.clientCapabilities]);
  const required = `_meta["${META.protocolVersion}"] and _meta["${META.clientCapabilities}"]`;
  return isFit
    ? undefined
    : { code: ERRORS.invalid_params.jsonRpc, message: `${required} are required with every request.` };
}

/** Whether a message, or the headers it came with, speak 2026-07-28 or an era after it. */
export function isModern(
  message: JsonRpcRequest | JsonRpcNotification,
  headers: IncomingMessage['headers'],
): boolean {
  if (META.protocolVersion in (metaOf(message.params) ?? {})) return true;
  if (message.method === 'server/discover' || message.method === 'subscriptions/listen') return true;
  return isModernVersion(headers['mcp-protocol-version']);
}

/** Versions are dates, which sort as texts. */
export function isModernVersion(header: string | string[] | undefined): boolean {
  return typeof header === 'string' && /^\d{4}-\d\d-\d\d/.test(header) && header >= MODERN_VERSIONS[0];
}
