import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { GatewayError, messageOf } from '../../shared/errors.ts';

interface LoopbackOptions {
  /** Any that is free where it is undefined. */
  readonly port: number | undefined;
  /** The authorization server knows the path beforehand. */
  readonly hasFixedPath: boolean;
}

const PAGE_HEADERS = {
  'content-type': 'text/plain; charset=utf-8',
  'cache-control': 'no-store',
  'referrer-policy': 'no-referrer',
  'content-security-policy': "default-src 'none'",
  connection: 'close',
};

/** Where a browser is sent back to: one path on 127.0.0.1 that answers one question, once. Whoever opens it closes it. */
export class Loopback {
  readonly redirectUrl: string;
  readonly #server: Server;
  readonly #answered = Promise.withResolvers<URLSearchParams>();
  #state: string | undefined;

  private constructor(server: Server, hasFixedPath: boolean) {
    const { port } = server.address() as AddressInfo;
    const path = hasFixedPath ? '/callback' : `/callback/${randomBytes(16).toString('base64url')}`;
    this.redirectUrl = `http://127.0.0.1:${port}${path}`;
    this.#server = server.on('request', (request, response) => this.#receive(request, response));
  }

  /** @throws GatewayError `server_unavailable` where the port is taken */
  static async open({ port, hasFixedPath }: LoopbackOptions): Promise<Loopback> {
    const server = createServer().listen(port ?? 0, '127.0.0.1');
    try {
      await once(server, 'listening');
    } catch (error) {
      throw new GatewayError('server_unavailable', `Nothing can come back: ${messageOf(error)}.`);
    }
    return new Loopback(server, hasFixedPath);
  }

  /** Resolves with the parameters of the redirect that carries this state. */
  answerTo(state: string): Promise<URLSearchParams> {
    this.#state = state;
    return this.#answered.promise;
  }

  /** The parameters of an address, if it is the redirect that is waited for. */
  read(text: string): URLSearchParams | undefined {
    const url = URL.parse(text);
    const { origin, pathname } = new URL(this.redirectUrl);
    const isOurs = url?.origin === origin && url.pathname === pathname;
    const isAnswer = this.#state !== undefined && url?.searchParams.get('state') === this.#state;
    return isOurs && isAnswer ? url.searchParams : undefined;
  }

  close(): void {
    this.#server.close();
    this.#server.closeAllConnections();
  }

  #receive({ method, headers, url }: IncomingMessage, response: ServerResponse): void {
    // By another name than our own it is somebody else's page that asks (DNS rebinding).
    const answer = method === 'GET' ? this.read(`http://${headers.host}${url}`) : undefined;
    response.writeHead(answer ? 200 : 404, PAGE_HEADERS);
    response.end(answer ? 'Trunkline has the answer. You can close this page.\n' : 'Nothing is here.\n');
    if (!answer) return;
    this.#state = undefined;
    response.once('close', () => this.#answered.resolve(answer));
  }
}
