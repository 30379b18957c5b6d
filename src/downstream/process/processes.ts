import { randomUUID } from 'node:crypto';
import type { StdioDefinition } from '../../config/config.ts';
import { secretsOf } from '../../policy/secrets.ts';
import type { ParseLimits } from '../../protocol/parse.ts';
import { type Clock, systemClock } from '../../shared/clock.ts';
import { GatewayError } from '../../shared/errors.ts';
import { OWNER_VARIABLE } from '../../shared/owner-variable.ts';
import type { Log } from '../../telemetry/log.ts';
import { LoginPath } from './login-path.ts';
import { Reaper } from './reaper.ts';
import { startChild } from './start-child.ts';
import { StdioWire } from './stdio-wire.ts';

export interface ProcessesOptions {
  /** Our own environment, of which servers get the harmless part. */
  readonly env: NodeJS.ProcessEnv;
  readonly limits: ParseLimits;
  readonly log: Log;
  readonly clock?: Clock;
}

/** Every server process that this gateway has running. Whoever builds it closes it. */
export class Processes {
  readonly #options: ProcessesOptions;
  readonly #clock: Clock;
  readonly #loginPath: LoginPath;
  readonly #reaper: Reaper;
  readonly #owner = randomUUID();
  readonly #running = new Set<StdioWire>();
  #isClosing = false;

  constructor(options: ProcessesOptions) {
    this.#options = options;
    this.#clock = options.clock ?? systemClock;
    this.#loginPath = new LoginPath(options.env, this.#clock);
    this.#reaper = new Reaper(options.env, `${OWNER_VARIABLE}=${this.#owner}`, (error) => {
      options.log.warn({ reason: error.message }, 'no watch over orphans: /bin/sh did not start');
    });
  }

  /** Starts a server. @throws GatewayError `server_unavailable` if its program cannot be run. */
  async open(definition: StdioDefinition): Promise<StdioWire> {
    const { env, limits, log } = this.#options;
    this.#reaper.prepare();
    const child = await startChild({ definition, env, loginPath: this.#loginPath, owner: this.#owner });
    const pid = child.pid;
    if (pid === undefined)
      throw new GatewayError('internal', `${definition.name} was started without a process id.`);
    this.#reaper.watch(pid);
    const wire = new StdioWire({
      child,
      pid,
      limits,
      clock: this.#clock,
      secrets: secretsOf(definition),
      onStderrLine: (line) => log.debug({ server: definition.name, line }, 'stderr'),
      onGone: () => {
        this.#running.delete(wire);
        this.#reaper.release(pid);
      },
    });
    this.#running.add(wire);
    if (!this.#isClosing) return wire;
    await wire.stop(0);
    throw new GatewayError(
      'server_unavailable',
      `${definition.name} is not started: Trunkline is shutting down.`,
    );
  }

  /** Stops every process, all within two graces; none can be opened any more. */
  async close(graceMs?: number): Promise<void> {
    this.#isClosing = true;
    await Promise.all([...this.#running].map((wire) => wire.stop(graceMs)));
    this.#reaper.close();
  }

  /** Kills every process synchronously: for `process.on('exit')` and for when time is up. */
  killAllNow(): void {
    this.#isClosing = true;
    for (const wire of this.#running) wire.killNow();
  }
}
