import { once } from 'node:events';
import {
  createServer,
  request as httpRequest,
  type IncomingMessage,
  type Server,
  type ServerResponse,
} from 'node:http';
import { type AddressInfo, connect, type Socket } from 'node:net';

/** An HTTP proxy that leads every host name to loopback and keeps what it was asked for. Whoever starts it closes it. */
export class HttpProxy {
  /** First lines of the requests, and what they said of who asks. */
  readonly requests: { readonly line: string; readonly authorization: string | undefined }[] = [];
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();
  readonly #credentials: string | undefined;

  private constructor(credentials: string | undefined) {
    this.#credentials = credentials;
    this.#server = createServer((request, response) => this.#forward(request, response));
    this.#server.on('connect', (request: IncomingMessage, socket: Socket) => this.#tunnel(request, socket));
    this.#server.on('connection', (socket) => this.#sockets.add(socket));
  }

  /** With `credentials` (`name:password`) it wants them of everybody. */
  static async start(credentials?: string): Promise<HttpProxy> {
    const proxy = new HttpProxy(credentials);
    proxy.#server.listen(0, '127.0.0.1');
    await once(proxy.#server, 'listening');
    return proxy;
  }

  get host(): string {
    return `127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  close(): void {
    for (const socket of this.#sockets) socket.destroy();
    this.#server.close();
  }

  #note({ method, url, headers }: IncomingMessage): boolean {
    const authorization = headers['proxy-authorization'];
    this.requests.push({ line: `${method} ${url}`, authorization });
    const wanted = this.#credentials && `Basic ${Buffer.from(this.#credentials).toString('base64')}`;
    return wanted === undefined || authorization === wanted;
  }

  #forward(request: IncomingMessage, response: ServerResponse): void {
    if (!this.#note(request)) {
      response.writeHead(407).end();
      return;
    }
    const { port, pathname } = new URL(request.url ?? '');
    const { 'proxy-authorization': _, ...headers } = request.headers;
    const options = { host: '127.0.0.1', port, path: pathname, method: request.method, headers };
    const onward = httpRequest(options, (answer) => {
      response.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(response);
    });
    request.pipe(onward);
  }

  #tunnel(request: IncomingMessage, socket: Socket): void {
    if (!this.#note(request)) {
      socket.end('HTTP/1.1 407 Proxy Authentication Required\r\n\r\n');
      return;
    }
    const onward = connect(Number(request.url?.split(':')[1]), '127.0.0.1', () => {
      socket.write('HTTP/1.1 200 Connection established\r\n\r\n');
      socket.pipe(onward).pipe(socket);
    });
    for (const end of [socket, onward]) end.on('error', () => end.destroy());
    this.#sockets.add(onward);
  }
}
