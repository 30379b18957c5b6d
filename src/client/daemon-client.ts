import type { CacheReport } from '../protocol/daemon/cache-report.ts';
import { COMMANDS, type DaemonStatus } from '../protocol/daemon/commands.ts';
import { LineWire } from '../protocol/line-wire.ts';
import { Peer } from '../protocol/peer.ts';
import { systemClock } from '../shared/clock.ts';
import { type FindDaemonOptions, findDaemon, getDaemon } from './find-daemon.ts';
import type { Greeted } from './greet.ts';

const LIMITS = { maxMessageBytes: 64 * 1024 * 1024, maxDepth: 128 };
/** A restart waits for calls in flight; nothing else takes long. */
const ANSWER_TIMEOUT_MS = 30_000;

/** The running daemon as the command line sees it. Whoever finds it closes it. */
export class DaemonClient {
  readonly pid: number;
  readonly #peer: Peer;

  private constructor({ socket, answer }: Greeted) {
    this.pid = answer.pid;
    const wire = new LineWire({ input: socket, output: socket, limits: LIMITS });
    const events = {
      request: async () => ({ error: { code: -32601, message: 'Commands take no requests.' } }),
      notification: () => {},
      invalid: () => {},
      closed: () => {},
    };
    this.#peer = new Peer(wire, events, systemClock);
    socket.resume();
  }

  /** Undefined where no daemon runs. */
  static async find(options: FindDaemonOptions): Promise<DaemonClient | undefined> {
    const greeted = await findDaemon(options);
    return greeted && new DaemonClient(greeted);
  }

  /** Starts it where it does not run. @throws GatewayError `server_unavailable` */
  static async get(options: FindDaemonOptions): Promise<DaemonClient> {
    return new DaemonClient(await getDaemon(options));
  }

  async status(): Promise<DaemonStatus> {
    return (await this.#ask(COMMANDS.status)) as unknown as DaemonStatus;
  }

  /** Asks it to leave; its calls in flight have the time to end. */
  async stop(): Promise<void> {
    await this.#ask(COMMANDS.stop);
  }

  /** Gives a server's connections up; the next call starts it anew. @throws PeerError for an unknown one. */
  async restart(server: string): Promise<void> {
    await this.#ask(COMMANDS.restart, { server });
  }

  async cacheReport(): Promise<CacheReport> {
    return (await this.#ask(COMMANDS.cacheReport)) as unknown as CacheReport;
  }

  /** Forgets the answers of a server, a tool or a tag; of all servers where nothing is named. */
  async clearCache(name: string | undefined): Promise<void> {
    await this.#ask(COMMANDS.cacheClear, name === undefined ? {} : { name });
  }

  close(): Promise<void> {
    return this.#peer.close();
  }

  #ask(method: string, params = {}) {
    return this.#peer.request(method, params, { timeoutMs: ANSWER_TIMEOUT_MS });
  }
}
