import { ownRequest } from './own-frames.ts';

const BEAT_MS = 5_000;
/** Beats without a byte. More than one, since after the sleep of a laptop one of them is due at once. */
const MAX_MISSED = 3;
const PING = ownRequest('ping', { method: 'ping' });

interface HeartbeatOptions {
  /** Nobody waits for an idle daemon, so it is left to sleep. */
  readonly isWaiting: () => boolean;
  readonly send: (frame: string) => void;
  /** The other side is there, but does not run. */
  readonly onSilence: () => void;
}

/** Notices that a daemon has frozen while a host is waiting for it: a socket alone would never tell. */
export class Heartbeat {
  readonly #options: HeartbeatOptions;
  readonly #timer: NodeJS.Timeout;
  #missed = 0;

  constructor(options: HeartbeatOptions) {
    this.#options = options;
    this.#timer = setInterval(() => this.beat(), BEAT_MS);
    this.#timer.unref();
  }

  /** Something arrived. */
  heard(): void {
    this.#missed = 0;
  }

  /** Called by its own timer. */
  beat(): void {
    const { isWaiting, send, onSilence } = this.#options;
    if (!isWaiting()) this.#missed = 0;
    else if (this.#missed >= MAX_MISSED) onSilence();
    else {
      this.#missed++;
      send(PING);
    }
  }

  stop(): void {
    clearInterval(this.#timer);
  }
}
