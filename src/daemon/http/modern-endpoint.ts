import type { IncomingMessage, ServerResponse } from 'node:http';
import type { View } from '../../catalog/view.ts';
import { ParamHeaders } from '../../protocol/http/param-headers.ts';
import {
  isObject,
  type JsonRpcErrorBody,
  type JsonRpcNotification,
  type JsonRpcRequest,
} from '../../protocol/json-rpc.ts';
import { META, MODERN_VERSIONS, metaOf } from '../../protocol/versions.ts';
import type { StatelessSession } from '../../session/stateless-session.ts';
import type { Clock } from '../../shared/clock.ts';
import { ERRORS } from '../../shared/errors.ts';
import type { Gateway } from '../gateway.ts';
import { accepts } from './accepts.ts';
import { sendError } from './answer.ts';
import { Exchange } from './exchange.ts';
import { findHeaderMismatch } from './standard-headers.ts';

interface ModernEndpointOptions {
  readonly gateway: Gateway;
  readonly view: View;
  readonly clock: Clock;
}

interface Exchanged {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly message: JsonRpcRequest | JsonRpcNotification;
}

/** Serves 2026-07-28 at one address: every POST stands for itself, whatever was asked before it. */
export class ModernEndpoint {
  readonly #options: ModernEndpointOptions;
  readonly #session: StatelessSession;
  readonly #paramHeaders = new ParamHeaders();

  /** @throws GatewayError `unknown_server` */
  constructor(options: ModernEndpointOptions) {
    this.#options = options;
    this.#session = options.gateway.openStateless(options.view.name);
  }

  receive({ request, response, message }: Exchanged): void {
    const { view, clock } = this.#options;
    const id = 'id' in message ? message.id : undefined;
    const error = findFault({ request, message }, { view, paramHeaders: this.#paramHeaders });
    if (error) sendError(response, { status: 400, id, error });
    else if (!('id' in message)) response.writeHead(202).end();
    else {
      const mayStream = accepts(request, 'text/event-stream');
      const exchange = new Exchange({ response, mayStream, clock });
      void this.#session.answer(message, exchange).then((answer) => exchange.answer(message.id, answer));
    }
  }

  close(): Promise<void> {
    return this.#session.close();
  }
}

/** What is wrong before any method is looked at; a version that is unknown is the session's to answer. */
function findFault(
  { request, message }: Pick<Exchanged, 'request' | 'message'>,
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
