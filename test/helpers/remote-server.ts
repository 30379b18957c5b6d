import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { json } from 'node:stream/consumers';
import type { JsonObject, JsonRpcRequest } from '../../src/protocol/json-rpc.ts';

export interface Exchange {
  readonly message: JsonRpcRequest;
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
}

/** The result or error for a request; undefined where the response has been written already, or is not to be. */
export type Answer = (exchange: Exchange) => JsonObject | undefined;

interface ArrivedRequest {
  /** MCP's, or HTTP's where it was no POST. */
  readonly method: string;
  readonly headers: IncomingMessage['headers'];
  /** Tells connections apart. */
  readonly fromPort: number | undefined;
}

interface Options {
  readonly answer?: Answer;
  /** Answers what is no POST. */
  readonly onStream?: (request: IncomingMessage, response: ServerResponse) => void;
  /** Any that is free, unless given. */
  readonly port?: number;
  /** Serves TLS. */
  readonly tls?: { readonly key: string; readonly cert: string };
}

/** A Streamable HTTP server in the test's own hands. Whoever starts it closes it. */
export class RemoteServer {
  answer: Answer;
  /** Every request as it arrived. */
  readonly requests: ArrivedRequest[] = [];
  /** Sent with every answer; a request under another session than this one is its answer's to refuse. */
  sessionId: string | undefined;
  readonly #server: Server;
  readonly #scheme: string;

  private constructor(options: Options) {
    this.answer = options.answer ?? legacyAnswer;
    const { onStream = (_request, response) => void response.writeHead(405).end(), tls } = options;
    const receive = (request: IncomingMessage, response: ServerResponse): void => {
      if (request.method === 'POST') void this.#post(request, response);
      else {
        this.#note(String(request.method), request);
        onStream(request, response);
      }
    };
    this.#server = tls ? createTlsServer(tls, receive) : createServer(receive);
    this.#scheme = tls ? 'https' : 'http';
  }

  static async start(options: Options = {}): Promise<RemoteServer> {
    const server = new RemoteServer(options);
    server.#server.listen(options.port ?? 0, '127.0.0.1');
    await once(server.#server, 'listening');
    return server;
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  get url(): string {
    return `${this.#scheme}://127.0.0.1:${this.port}/mcp`;
  }

  /** How often a method of MCP, or of HTTP where it was no POST, has arrived. */
  count(method: string): number {
    return this.requests.filter((request) => request.method === method).length;
  }

  close(): void {
    this.#server.closeAllConnections();
    this.#server.close();
  }

  #note(method: string, { headers, socket }: IncomingMessage): void {
    this.requests.push({ method, headers, fromPort: socket.remotePort });
  }

  async #post(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const message = (await json(request)) as JsonRpcRequest;
    this.#note(message.method, request);
    if (message.id === undefined) {
      response.writeHead(202).end();
      return;
    }
    const outcome = this.answer({ message, request, response });
    if (!outcome) return;
    const session = this.sessionId === undefined ? {} : { 'mcp-session-id': this.sessionId };
    response.writeHead(200, { 'content-type': 'application/json', ...session });
    response.end(JSON.stringify({ jsonrpc: '2.0', id: message.id, ...outcome }));
  }
}

/** A legacy server with one tool, `echo`, which says the header `X-Key`. */
export const legacyAnswer: Answer = ({ message: { method, params }, request }) => {
  if (method === 'initialize') {
    const { protocolVersion } = params ?? {};
    return {
      result: { protocolVersion, capabilities: { tools: {} }, serverInfo: { name: 'r', version: '1' } },
    };
  }
  if (method === 'tools/list') return toolsResult();
  return { result: { content: [{ type: 'text', text: String(request.headers['x-key']) }] } };
};

/** The answer to `tools/list` with the one tool, whose arguments are these. */
export function toolsResult(properties: JsonObject = {}): JsonObject {
  return { result: { tools: [{ name: 'echo', inputSchema: { type: 'object', properties } }] } };
}
