import { type Hello, workspaceOf } from '../../protocol/daemon/hello.ts';
import type { LineWire } from '../../protocol/line-wire.ts';
import type { SessionStore } from '../../session/kept/session-state.ts';
import type { Session } from '../../session/session.ts';
import type { Clock } from '../../shared/clock.ts';
import type { Gateway } from '../gateway.ts';
import { HostWire } from './host-wire.ts';

interface HostSessionsOptions {
  readonly gateway: Gateway;
  readonly store: SessionStore;
  readonly clock: Clock;
}

interface Connected {
  readonly session: Session;
  readonly wire: HostWire;
  readonly hello: Hello;
}

/** Only our own user gets through to the socket. */
const PRINCIPAL = `socket:${process.getuid?.() ?? 'user'}`;
const POLL_MS = 10;

/** The sessions of all hosts that are connected through their shims. */
export class HostSessions {
  readonly #options: HostSessionsOptions;
  readonly #connected = new Set<Connected>();
  /** When the last one left, or we began. */
  #emptySince: number;

  constructor(options: HostSessionsOptions) {
    this.#options = options;
    this.#emptySince = options.clock.now();
  }

  get size(): number {
    return this.#connected.size;
  }

  /** How long nobody has been connected. */
  get emptyForMs(): number {
    return this.#connected.size > 0 ? 0 : this.#options.clock.now() - this.#emptySince;
  }

  /** Opens a session for a shim that said hello, or goes on with the one it had. @throws GatewayError `unknown_server` */
  open(lines: LineWire, hello: Hello): { sessionId: string; isResumed: boolean } {
    const { gateway, store, clock } = this.#options;
    const state = hello.sessionId === undefined ? undefined : store.find(hello.sessionId, PRINCIPAL);
    const wire = new HostWire(lines);
    const session = gateway.openSession(wire, {
      workspace: workspaceOf(hello),
      shown: hello.profile,
      state,
      save: (changed) => store.save(PRINCIPAL, changed),
    });
    const connected = { session, wire, hello };
    this.#connected.add(connected);
    void session.ended.then(() => {
      this.#connected.delete(connected);
      this.#emptySince = clock.now();
    });
    return { sessionId: session.sessionId, isResumed: session.isResumed };
  }

  /** What the shim of a session said of itself; undefined for a session that has none. */
  helloOf(session: Session): Hello | undefined {
    return [...this.#connected].find((connected) => connected.session === session)?.hello;
  }

  /** Lets each host's calls come to their end and then hands the host over: its shim finds the next daemon. */
  async drain(timeoutMs: number): Promise<void> {
    await Promise.all([...this.#connected].map((connected) => this.#drainOne(connected, timeoutMs)));
  }

  async #drainOne({ session, wire }: Connected, timeoutMs: number): Promise<void> {
    const { clock } = this.#options;
    const deadline = clock.now() + timeoutMs;
    await Promise.race([wire.drain(), this.#wait(timeoutMs)]);
    while (session.inFlight > 0 && clock.now() < deadline) await this.#wait(POLL_MS);
    await session.close();
  }

  #wait(delayMs: number): Promise<void> {
    return new Promise((resolve) => this.#options.clock.after(delayMs, resolve));
  }
}
