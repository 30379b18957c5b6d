import type { Socket } from 'node:net';
import type { Readable, Writable } from 'node:stream';
import { DRAINED, DRAINING } from '../../protocol/daemon/hello.ts';
import type { Greeted } from '../greet.ts';
import { Handshake } from './handshake.ts';
import { Heartbeat } from './heartbeat.ts';
import { InFlight } from './in-flight.ts';
import { Lines } from './lines.ts';
import { answerMayHaveRun, answerNeverSent } from './lost.ts';
import { withoutOwnAnswers } from './own-frames.ts';

interface RelayOptions {
  readonly input: Readable;
  readonly output: Writable;
  /** Finds or starts the daemon that goes on with a session. */
  readonly getDaemon: (sessionId: string) => Promise<Greeted>;
  /** Ends a daemon that does not run any more. */
  readonly endFrozen: () => Promise<void>;
}

const DRAINING_FRAME = Buffer.from(`{"jsonrpc":"2.0","method":"${DRAINING}"}\n`);
const DRAINED_FRAME = `{"jsonrpc":"2.0","method":"${DRAINED}"}\n`;
/** Between tries when no daemon can be had. */
const RETRY_MS = 2_000;

/**
 * Moves frames between a host and the daemon. It outlives the daemon: what was under way is answered or asked
 * again, and the session goes on with the next one. It ends with its process.
 */
export class Relay {
  readonly #options: RelayOptions;
  readonly #inFlight = new InFlight();
  readonly #handshake = new Handshake();
  readonly #fromHost = new Lines();
  #socket: Socket | undefined;
  /** What the host said while there was no daemon to tell. */
  #waiting: Buffer[] = [];

  constructor(options: RelayOptions) {
    this.#options = options;
  }

  start(greeted: Greeted): void {
    this.#attach(greeted);
    this.#options.input.on('data', (chunk: Buffer) => {
      const lines = this.#fromHost.push(chunk);
      if (lines) this.#send(lines);
    });
  }

  #send(lines: Buffer): void {
    const { input } = this.#options;
    const socket = this.#socket;
    // A socket that has ended may not have told so yet; what is kept back is certain not to have run.
    if (!socket?.writable) {
      this.#waiting.push(lines);
      return;
    }
    this.#handshake.note(lines);
    this.#inFlight.noteSent(lines);
    if (socket.write(lines)) return;
    input.pause();
    socket.once('drain', () => input.resume());
  }

  #attach({ socket, answer, rest }: Greeted): void {
    const fromDaemon = new Lines();
    const heartbeat = new Heartbeat({
      isWaiting: () => this.#inFlight.size > 0,
      send: (frame) => socket.write(frame),
      onSilence: () => void this.#options.endFrozen().finally(() => socket.destroy()),
    });
    const read = (chunk: Buffer): void => {
      heartbeat.heard();
      const lines = fromDaemon.push(chunk);
      if (lines) this.#deliver(lines, socket);
    };
    socket.on('data', read);
    socket.on('error', () => undefined); // its close follows, and tells the same
    socket.once('close', () => {
      heartbeat.stop();
      this.#lost(answer.sessionId);
    });
    this.#socket = socket;
    const replay = answer.isResumed ? undefined : this.#handshake.replay();
    if (replay) socket.write(replay);
    if (rest.length > 0) read(rest);
    socket.resume();
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const lines of waiting) this.#send(lines);
  }

  #deliver(lines: Buffer, socket: Socket): void {
    this.#inFlight.noteAnswers(lines);
    let passed = withoutOwnAnswers(lines);
    const draining = passed.indexOf(DRAINING_FRAME);
    if (draining >= 0) {
      this.#socket = undefined; // what the host says from now on is for the next daemon
      socket.write(DRAINED_FRAME);
      passed = Buffer.concat([
        passed.subarray(0, draining),
        passed.subarray(draining + DRAINING_FRAME.length),
      ]);
    }
    if (passed.length === 0 || this.#options.output.write(passed)) return;
    socket.pause();
    this.#options.output.once('drain', () => socket.resume());
  }

  #lost(sessionId: string): void {
    this.#socket = undefined;
    const { input, output } = this.#options;
    input.resume(); // it may have been paused until this socket drains, which never happens now
    const again: string[] = [];
    for (const sent of this.#inFlight.takeAll()) {
      if (sent.line === undefined) output.write(answerMayHaveRun(sent));
      else again.push(`${sent.line}\n`);
    }
    if (again.length > 0) this.#waiting.unshift(Buffer.from(again.join('')));
    this.#reconnect(sessionId);
  }

  #reconnect(sessionId: string): void {
    this.#options.getDaemon(sessionId).then(
      (greeted) => this.#attach(greeted),
      () => {
        this.#refuseWaiting();
        setTimeout(() => this.#reconnect(sessionId), RETRY_MS);
      },
    );
  }

  /** No host is left waiting for a daemon that does not come. */
  #refuseWaiting(): void {
    const refused = new InFlight();
    for (const lines of this.#waiting) {
      this.#handshake.note(lines);
      refused.noteSent(lines);
    }
    this.#waiting = [];
    for (const sent of refused.takeAll()) this.#options.output.write(answerNeverSent(sent));
  }
}
