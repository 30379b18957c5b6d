import type { Config } from '../config/config.ts';
import { type DaemonAddress, daemonAddress } from '../protocol/daemon/address.ts';
import type { DaemonStatus } from '../protocol/daemon/commands.ts';
import { type Clock, systemClock } from '../shared/clock.ts';
import { messageOf } from '../shared/errors.ts';
import type { Paths } from '../shared/paths.ts';
import { VERSION } from '../shared/version.ts';
import { type Composed, composeGateway } from './compose.ts';
import type { HttpListener } from './http/http-listener.ts';
import { Reload } from './reload.ts';
import { answerCommands } from './socket/commands.ts';
import { Door } from './socket/door.ts';
import { HostSessions } from './socket/host-sessions.ts';
import { type Listening, listen } from './socket/listen.ts';
import { DaemonLock } from './socket/lock.ts';
import { sessionStatus } from './socket/session-status.ts';

export interface DaemonOptions {
  readonly configPath: string;
  readonly paths: Paths;
  /** Read only once the lock is ours: of several daemons that start at once all but one are to cost little. */
  readonly loadConfig: () => Promise<Config>;
  /** Log records also go to stderr. */
  readonly isVerbose: boolean;
}

const SELF_CHECK_MS = 5_000;
/** For calls in flight when a newer daemon takes over, or this one is asked to stop. */
const DRAIN_MS = 10_000;
const SHUTDOWN_GRACE_MS = 2_000;

/**
 * Runs the daemon of one configuration. Resolves once it has ended: asked to, by a signal, replaced by a newer
 * one, or after nobody was connected for the configured time. At once where another one runs already.
 */
export async function runDaemon({ configPath, paths, loadConfig, isVerbose }: DaemonOptions): Promise<void> {
  const address = daemonAddress(paths, configPath);
  const lock = DaemonLock.acquire(address.lockFile);
  if (!lock) return;
  try {
    const config = await loadConfig();
    const composed = composeGateway({ config, paths, isVerbose });
    const daemon = new Daemon({ config, paths, address, lock, composed, clock: systemClock });
    await daemon.serve();
  } finally {
    lock.release();
  }
}

interface DaemonParts {
  readonly config: Config;
  readonly paths: Paths;
  readonly address: DaemonAddress;
  readonly lock: DaemonLock;
  readonly composed: Composed;
  readonly clock: Clock;
}

/** The life of one daemon: listens, watches over itself, and leaves in order. */
class Daemon {
  readonly #parts: DaemonParts;
  readonly #hosts: HostSessions;
  readonly #door: Door;
  readonly #startedAt: string;
  /** Resolved with why it leaves. */
  readonly #leaving = Promise.withResolvers<string>();
  readonly #reload: Reload;
  #http: HttpListener | undefined;
  #listening: Listening | undefined;

  constructor(parts: DaemonParts) {
    const { config, composed, clock } = parts;
    this.#parts = parts;
    this.#startedAt = new Date(clock.wallTime()).toISOString();
    this.#hosts = new HostSessions({ gateway: composed.gateway, store: composed.stores.sessions, clock });
    this.#reload = new Reload({
      gateway: composed.gateway,
      config,
      log: composed.log,
      onSettingsChanged: () => this.#leave('its settings have changed'),
    });
    this.#door = new Door({
      limits: config.limits,
      configPath: config.path,
      clock,
      rooms: {
        host: (wire, hello) => this.#hosts.open(wire, hello),
        command: (wire) =>
          answerCommands(wire, {
            status: () => this.#status(),
            stop: (why) => this.#leave(why),
            gateway: composed.gateway,
            responses: composed.responses,
            clock,
          }),
        replaced: (version) => this.#leave(`version ${version} takes over`),
      },
    });
  }

  async serve(): Promise<void> {
    const { address, composed } = this.#parts;
    const { log } = composed;
    try {
      this.#listening = await listen(address, (socket) => this.#door.receive(socket));
      log.info({ version: VERSION, socket: this.#listening.path }, 'daemon started');
      this.#http = await openHttp(this.#parts);
      const stopWatching = this.#watchOverSelf(this.#listening);
      const reason = await this.#leaving.promise;
      stopWatching();
      log.info({ reason }, 'daemon leaves');
      await this.#shutDown(this.#listening);
    } catch (error) {
      log.error({ reason: messageOf(error) }, 'the daemon cannot go on');
      throw error;
    } finally {
      await composed.close(SHUTDOWN_GRACE_MS);
    }
  }

  /** Nobody new from here on; what runs comes to its end; the next daemon may begin meanwhile. */
  async #shutDown({ server }: Listening): Promise<void> {
    this.#reload.close();
    server.close();
    this.#http?.stopListening();
    this.#parts.lock.release();
    await Promise.all([this.#hosts.drain(DRAIN_MS), this.#parts.composed.gateway.settle(DRAIN_MS)]);
    await this.#http?.close();
  }

  #leave(reason: string): void {
    this.#door.close();
    this.#leaving.resolve(reason);
  }

  /** Leaves on a signal, when nobody has needed it for long, and when nobody could find it any more. */
  #watchOverSelf(listening: Listening): () => void {
    const { lock, config, clock } = this.#parts;
    const signals = ['SIGTERM', 'SIGINT', 'SIGHUP'] as const;
    for (const signal of signals) process.on(signal, () => this.#leave(signal));
    let cancel = (): void => {};
    const check = (): void => {
      const { idleTimeoutMs } = config.daemon;
      if (!lock.isOurs || !listening.isReachable()) this.#leave('its lock or socket was removed');
      else if (idleTimeoutMs > 0 && !this.#http && this.#hosts.emptyForMs >= idleTimeoutMs)
        this.#leave('nobody is connected');
      else cancel = clock.after(Math.min(SELF_CHECK_MS, idleTimeoutMs || SELF_CHECK_MS), check);
    };
    check();
    return () => cancel();
  }

  #status(): DaemonStatus {
    const { config, composed } = this.#parts;
    const { gateway } = composed;
    return {
      version: VERSION,
      pid: process.pid,
      startedAt: this.#startedAt,
      configPath: config.path,
      socket: this.#listening?.path ?? '',
      configProblem: this.#reload.problem,
      http: this.#http?.status(),
      sessions: gateway.sessions.map((session) => sessionStatus(session, this.#hosts.helloOf(session))),
      servers: gateway.servers.all().map((server) => server.status()),
    };
  }
}

/** Loaded only where it is asked for, since it costs 10 MB. */
async function openHttp({ config, paths, composed, clock }: DaemonParts): Promise<HttpListener | undefined> {
  const { http, limits } = config;
  if (!http.listen) return undefined;
  const { HttpListener } = await import('./http/http-listener.ts');
  const { gateway, stores, log } = composed;
  const listener = new HttpListener({
    address: http.listen,
    hostNames: http.allowHosts,
    paths,
    gateway,
    kept: stores,
    limits,
    clock,
    log,
  });
  await listener.open();
  return listener;
}
