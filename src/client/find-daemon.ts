import { setTimeout as delay } from 'node:timers/promises';
import type { DaemonAddress } from '../protocol/daemon/address.ts';
import type { Hello } from '../protocol/daemon/hello.ts';
import { findHolder } from '../protocol/daemon/lock-file.ts';
import { GatewayError } from '../shared/errors.ts';
import { connect } from './connect.ts';
import { endFrozen } from './end-frozen.ts';
import { type Greeted, greet } from './greet.ts';
import { startDaemon } from './start-daemon.ts';

export interface FindDaemonOptions {
  readonly address: DaemonAddress;
  readonly hello: Hello;
  /** `bin/trunkline.js`. */
  readonly program: string;
  readonly env: NodeJS.ProcessEnv;
}

/** For a cold start on a slow disk; a host's own patience is seldom longer. */
const DEADLINE_MS = 20_000;
const POLL_MS = 10;

/** Says hello to the running daemon; undefined where there is none. It is not started, nor ended. */
export async function findDaemon({ address, hello }: FindDaemonOptions): Promise<Greeted | undefined> {
  const socket = await connect(address);
  if (!socket) return undefined;
  const outcome = await greet(socket, hello);
  return 'answer' in outcome ? outcome : undefined;
}

/**
 * Finds the daemon or starts it; a frozen one is ended first, and one that leaves is waited for. However many
 * start one at once, its lock lets one stay. @throws GatewayError `server_unavailable` if none can be had.
 */
export async function getDaemon(options: FindDaemonOptions): Promise<Greeted> {
  const { address, hello } = options;
  const deadline = Date.now() + DEADLINE_MS;
  const starting = new Starting(options);
  while (Date.now() < deadline) {
    const socket = await connect(address);
    if (socket) {
      const outcome = await greet(socket, hello);
      if ('answer' in outcome) return outcome;
      if (outcome.fault === 'refused') throw none(outcome.reason);
      if (outcome.fault === 'silent') await endFrozen(address.lockFile);
    } else if (!findHolder(address.lockFile)) {
      starting.begin();
    }
    if (starting.failure) throw none(starting.failure);
    await delay(POLL_MS);
  }
  throw none(`it did not answer within ${DEADLINE_MS / 1000} s`);
}

/** The daemon process that we started, if we did. */
class Starting {
  readonly #options: FindDaemonOptions;
  #isUnderWay = false;
  failure: string | undefined;

  constructor(options: FindDaemonOptions) {
    this.#options = options;
  }

  /** Does nothing while the one begun before may still come to life. */
  begin(): void {
    if (this.#isUnderWay) return;
    this.#isUnderWay = true;
    const { program, hello, env } = this.#options;
    startDaemon({ program, configPath: hello.configPath, env })
      .once('error', (error) => {
        this.failure = error.message;
      })
      .once('exit', (code) => {
        this.#isUnderWay = false;
        // Ended by a signal, or another was faster: looked for again.
        if (code !== null && code !== 0) this.failure = `it ended with code ${code}`;
      });
  }
}

function none(reason: string): GatewayError {
  return new GatewayError('server_unavailable', `No daemon: ${reason}.`);
}
