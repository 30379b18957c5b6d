import type { ServerResponse } from 'node:http';
import type { JsonRpcErrorBody, Message, RequestId } from '../../protocol/json-rpc.ts';

/** Codes with a status of their own in the modern era; every other error is an answer like any (200). */
const STATUS_BY_CODE: ReadonlyMap<number, number> = new Map([
  [-32700, 400],
  [-32600, 400],
  [-32601, 404],
  [-32020, 400],
  [-32021, 400],
  [-32022, 400],
]);

export function modernStatus(message: Message): number {
  return 'error' in message ? (STATUS_BY_CODE.get(message.error.code) ?? 200) : 200;
}

/** Ends a response with a JSON body. */
export function sendJson(
  response: ServerResponse,
  status: number,
  message: unknown,
  headers: Record<string, string> = {},
): void {
  const body = JSON.stringify(message);
  response.writeHead(status, {
    'content-type': 'application/json',
    'content-length': Buffer.byteLength(body),
    ...headers,
  });
  response.end(body);
}

interface Refused {
  readonly status: number;
  readonly id?: RequestId | null | undefined;
  readonly error: JsonRpcErrorBody;
  readonly headers?: Record<string, string>;
}

/** Ends a response with a JSON-RPC error that no session has seen. */
export function sendError(response: ServerResponse, { status, id, error, headers }: Refused): void {
  sendJson(response, status, { jsonrpc: '2.0', id: id ?? null, error }, headers);
}
