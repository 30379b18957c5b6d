import type { ListenAddress } from '../../config/schema/listen-address.ts';
import type { HttpStatus } from '../../protocol/daemon/commands.ts';
import { messageOf } from '../../shared/errors.ts';
import type { Paths } from '../../shared/paths.ts';
import { HttpServer, type HttpServerOptions, urlOf } from './http-server.ts';
import { httpTokenFile, loadHttpToken } from './token.ts';

interface HttpListenerOptions extends Omit<HttpServerOptions, 'host' | 'port' | 'token'> {
  readonly address: ListenAddress;
  readonly paths: Paths;
}

/** A port that is taken may soon be free: a daemon that is leaving holds it no longer than it must. */
const RETRY_MS = 5_000;

/** The daemon's side door: serves HTTP where it can, and says why where it cannot. Whoever makes it closes it. */
export class HttpListener {
  readonly #options: HttpListenerOptions;
  #server: HttpServer | undefined;
  #problem: string | undefined;
  #isClosed = false;
  #cancelRetry: () => void = () => {};

  constructor(options: HttpListenerOptions) {
    this.#options = options;
  }

  /** Listens, or goes on trying to. Never rejects: hosts on stdio are served all the same. */
  async open(): Promise<void> {
    const { address, paths, log, clock } = this.#options;
    try {
      const server = await HttpServer.open({ ...this.#options, ...address, token: loadHttpToken(paths) });
      if (this.#isClosed) return void server.close();
      this.#server = server;
      this.#problem = undefined;
      log.info({ url: this.status().url }, 'listening for HTTP clients');
    } catch (error) {
      const problem = messageOf(error);
      if (problem !== this.#problem) log.error({ ...address, problem }, 'HTTP clients cannot be served');
      this.#problem = problem;
      this.#cancelRetry = clock.after(RETRY_MS, () => void this.open());
    }
  }

  status(): HttpStatus {
    const { address, paths } = this.#options;
    const url = urlOf(address.host, this.#server?.port ?? address.port);
    return { url, tokenFile: httpTokenFile(paths), problem: this.#problem };
  }

  /** Lets nobody in any more, so that another may listen here; who is in goes on. */
  stopListening(): void {
    this.#isClosed = true;
    this.#cancelRetry();
    this.#server?.stopListening();
  }

  async close(): Promise<void> {
    this.stopListening();
    await this.#server?.close();
  }
}
