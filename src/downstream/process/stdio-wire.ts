import type { ChildProcessWithoutNullStreams } from 'node:child_process';
import { setTimeout as delay } from 'node:timers/promises';
import { hideSecrets } from '../../policy/secrets.ts';
import type { Message } from '../../protocol/json-rpc.ts';
import { LineWire } from '../../protocol/line-wire.ts';
import type { ParseLimits } from '../../protocol/parse.ts';
import type { InvalidFrame, Wire } from '../../protocol/wire.ts';
import type { Clock } from '../../shared/clock.ts';
import { ProcessTree } from './process-tree.ts';
import { StderrLog } from './stderr-log.ts';

export interface ExitStatus {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

interface StdioWireOptions {
  readonly child: ChildProcessWithoutNullStreams;
  readonly pid: number;
  readonly limits: ParseLimits;
  readonly onStderrLine: (line: string) => void;
  /** What is told of stderr, and of junk on stdout, holds none of these. */
  readonly secrets: readonly string[];
  /** Called once nothing of the process tree runs any more. */
  readonly onGone: () => void;
  readonly clock: Clock;
}

const DEFAULT_GRACE_MS = 2_000;
/** After SIGKILL there is nothing left to try; a process that hangs in the kernel is not waited for. */
const KILLED_WAIT_MS = 1_000;
const POLL_MS = 20;
/** Exit, end of stdout and the last lines of stderr arrive in any order, and a grandchild may hold a pipe open. */
const SETTLE_MS = 250;

/** The wire to a server that runs as our child. Closing it ends the whole process tree. */
export class StdioWire implements Wire {
  readonly pid: number;
  readonly exit: Promise<ExitStatus>;
  onInvalid: (frame: InvalidFrame) => void = () => {};
  onClose: (reason?: Error) => void = () => {};

  readonly #child: ChildProcessWithoutNullStreams;
  readonly #lines: LineWire;
  readonly #tree: ProcessTree;
  readonly #stderr: StderrLog;
  readonly #secrets: readonly string[];
  readonly #onGone: () => void;
  #exitStatus: ExitStatus | undefined;
  #hasSeenJunk = false;
  #isClosed = false;
  #isGone = false;

  constructor({ child, pid, limits, onStderrLine: log, secrets, onGone, clock }: StdioWireOptions) {
    this.pid = pid;
    this.#child = child;
    this.#secrets = secrets;
    this.#onGone = onGone;
    this.#tree = new ProcessTree(pid);
    this.#stderr = new StderrLog({ log, secrets, clock });
    this.#lines = new LineWire({ input: child.stdout, output: child.stdin, limits, clock });
    this.#lines.onInvalid = (frame) => this.#refuse(frame);
    child.stderr.on('data', (chunk: Buffer) => this.#stderr.write(chunk));
    this.exit = new Promise((resolve) => {
      child.once('exit', (code, signal) => {
        this.#exitStatus = { code, signal };
        resolve(this.#exitStatus);
      });
    });
    const settle = (): void => void clock.after(SETTLE_MS, () => this.#lost());
    this.#lines.onClose = settle;
    child.once('exit', settle).once('close', () => this.#lost());
  }

  /** Straight through: nothing stands between a message's arrival and its reader. */
  get onMessage(): (message: Message) => void {
    return this.#lines.onMessage;
  }

  set onMessage(reader: (message: Message) => void) {
    this.#lines.onMessage = reader;
  }

  send(message: Message): void {
    this.#lines.send(message);
  }

  /** The last lines on stderr, for error messages: 64 at most. */
  stderrTail(): string[] {
    return this.#stderr.tail();
  }

  close(): Promise<void> {
    return this.stop();
  }

  /**
   * Ends the process tree as MCP asks: end of stdin, SIGTERM after the grace, SIGKILL after it once more.
   * Resolves when all of it is gone. Calling again with a shorter grace hastens it.
   */
  async stop(graceMs: number = DEFAULT_GRACE_MS): Promise<void> {
    this.#finish();
    this.#tree.noteDescendants();
    this.#lines.endOutput();
    for (const signal of ['SIGTERM', 'SIGKILL'] as const) {
      if (await this.#isGoneWithin(graceMs)) return;
      this.#tree.signal(signal);
    }
    await this.#isGoneWithin(KILLED_WAIT_MS);
    this.#noteGone();
  }

  /** Kills the whole tree synchronously, for the last moment of our own process. */
  killNow(): void {
    this.#tree.noteDescendants();
    this.#tree.signal('SIGKILL');
  }

  /** Polls: nothing reports the end of a grandchild. These timers keep our process alive, as they must. */
  async #isGoneWithin(timeoutMs: number): Promise<boolean> {
    for (let leftMs = timeoutMs; this.#exitStatus === undefined || this.#tree.isAlive; leftMs -= POLL_MS) {
      if (leftMs <= 0) return false;
      await delay(POLL_MS);
      this.#tree.noteDescendants();
    }
    this.#noteGone();
    return true;
  }

  #noteGone(): void {
    if (this.#isGone) return;
    this.#isGone = true;
    this.#child.stdout.destroy();
    this.#child.stderr.destroy();
    this.#onGone();
  }

  /** It ended, or stopped talking, unasked: what is left of it is of no use. */
  #lost(): void {
    if (this.#isClosed) return;
    this.#finish(new Error(this.#describeEnd()));
    void this.stop();
  }

  #finish(reason?: Error): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.#lines.onMessage = () => {};
    this.onClose(reason);
  }

  #describeEnd(): string {
    if (!this.#exitStatus) return 'The server closed its output.';
    const { code, signal } = this.#exitStatus;
    return signal ? `The server was ended by ${signal}.` : `The server exited with code ${code}.`;
  }

  /** Of what is no MCP message at all only the first is worth telling: some servers log to stdout all day. */
  #refuse(frame: InvalidFrame): void {
    const isJunk = frame.id === null && frame.answers === undefined;
    if (this.#isClosed || (isJunk && this.#hasSeenJunk)) return;
    this.#hasSeenJunk ||= isJunk;
    this.onInvalid({ ...frame, excerpt: hideSecrets(frame.excerpt, this.#secrets) });
  }
}
