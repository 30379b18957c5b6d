import { isUtf8 } from 'node:buffer';
import type { Readable, Writable } from 'node:stream';
import { type Clock, systemClock } from '../shared/clock.ts';
import type { Message } from './json-rpc.ts';
import { EXCERPT_LENGTH, type ParseLimits, parseMessage, RefusedFrame, refuseTooLong } from './parse.ts';
import type { InvalidFrame, Wire } from './wire.ts';

export interface LineWireOptions {
  readonly input: Readable;
  readonly output: Writable;
  readonly limits: ParseLimits;
  /** So much leaves before the turn ends, so that the other side works on it while this one goes on. */
  readonly earlyFlushLength?: number;
  /** A reader that lets more than this pile up is given up. */
  readonly maxQueuedBytes?: number;
  readonly clock?: Clock;
}

const NEWLINE = 0x0a;
const SPACE = 0x20;
const NOTHING = Buffer.alloc(0);
const DEFAULT_EARLY_FLUSH_LENGTH = 2_048;
const DEFAULT_MAX_QUEUED_BYTES = 64 * 1024 * 1024;
/** After a broken pipe: for what the other side had written before it broke, and to let go of a stuck writer. */
const LINGER_MS = 200;

/** Messages as lines of JSON over a pair of streams: the stdio transport, and the daemon's socket. */
export class LineWire implements Wire {
  onMessage: (message: Message) => void = () => {};
  onInvalid: (frame: InvalidFrame) => void = () => {};
  onClose: (reason?: Error) => void = () => {};

  readonly #input: Readable;
  readonly #output: Writable;
  readonly #limits: ParseLimits;
  readonly #earlyFlushLength: number;
  readonly #maxQueuedBytes: number;
  readonly #clock: Clock;
  /** The pieces of a line whose end has not come yet. */
  #pieces: Buffer[] = [];
  #piecesBytes = 0;
  /** The line has grown too long: it is skipped up to its newline, but for its end. */
  #isSkipping = false;
  #skippedEnd: Buffer = NOTHING;
  #outgoing = '';
  #isOutputOpen = true;
  #isClosed = false;

  constructor(options: LineWireOptions) {
    this.#input = options.input;
    this.#output = options.output;
    this.#limits = options.limits;
    this.#earlyFlushLength = options.earlyFlushLength ?? DEFAULT_EARLY_FLUSH_LENGTH;
    this.#maxQueuedBytes = options.maxQueuedBytes ?? DEFAULT_MAX_QUEUED_BYTES;
    this.#clock = options.clock ?? systemClock;
    this.#input.on('data', (chunk: Buffer) => this.#read(chunk));
    this.#input.once('end', () => this.#readEnd());
    this.#input.once('error', (error) => this.#finish(error));
    this.#input.once('close', () => this.#finish(new Error('The connection was cut.')));
    this.#output.on('error', (error) => this.#lingerAfter(error));
  }

  send(message: Message): void {
    if (!this.#isOutputOpen) return;
    // Runs once all that has arrived was read: what many connections brought in one turn leaves in one write.
    if (this.#outgoing === '') setImmediate(() => this.#flush());
    this.#outgoing += `${JSON.stringify(message)}\n`;
    if (this.#outgoing.length > this.#earlyFlushLength) this.#flush();
  }

  /** Sends what is queued and nothing more; reading goes on until the other side closes. */
  endOutput(): void {
    if (!this.#isOutputOpen) return;
    this.#flush();
    this.#isOutputOpen = false;
    this.#output.end();
  }

  close(): Promise<void> {
    this.endOutput();
    this.#finish();
    this.#input.resume();
    return new Promise((resolve) => {
      const release = (): void => {
        cancel();
        this.#input.destroy();
        this.#output.destroy();
        resolve();
      };
      const cancel = this.#clock.after(LINGER_MS, release);
      if (this.#output.writableFinished || this.#output.destroyed) release();
      else this.#output.once('finish', release).once('close', release);
    });
  }

  #flush(): void {
    const text = this.#outgoing;
    if (text === '' || !this.#isOutputOpen) return;
    this.#outgoing = '';
    this.#output.write(text);
    if (this.#output.writableLength - text.length <= this.#maxQueuedBytes) return;
    this.#finish(
      new Error(`The other side does not read: ${this.#output.writableLength} bytes are waiting.`),
    );
    this.#output.destroy();
    this.#input.destroy();
  }

  #read(chunk: Buffer): void {
    let start = 0;
    if (this.#pieces.length > 0) {
      const end = chunk.indexOf(NEWLINE);
      this.#keep(end < 0 ? chunk : chunk.subarray(0, end));
      if (end < 0) return;
      this.#readKept();
      start = end + 1;
    }
    const end = chunk.lastIndexOf(NEWLINE);
    if (end > start) this.#readLines(chunk.subarray(start, end));
    if (end >= start) start = end + 1;
    if (start < chunk.length) this.#keep(chunk.subarray(start));
  }

  /** Decodes whole lines at once: no UTF-8 character crosses a newline. */
  #readLines(lines: Buffer): void {
    const isValid = isUtf8(lines);
    const text = isValid ? lines.toString() : lines.toString('latin1');
    for (let start = 0; start < text.length; ) {
      let end = text.indexOf('\n', start);
      if (end < 0) end = text.length;
      // Latin-1 keeps positions equal to byte offsets, so a bad line is judged by its own bytes.
      if (end > start) this.#readLine(isValid ? text.slice(start, end) : lines.subarray(start, end));
      start = end + 1;
    }
  }

  #readLine(line: Buffer | string): void {
    if (this.#isClosed || isBlank(line)) return;
    const message = parseMessage(line, this.#limits);
    if (message instanceof RefusedFrame) this.onInvalid(message);
    else this.onMessage(message);
  }

  #keep(piece: Buffer): void {
    if (this.#isSkipping) {
      const end = Buffer.concat([this.#skippedEnd, piece.subarray(-EXCERPT_LENGTH)]);
      this.#skippedEnd = end.subarray(-EXCERPT_LENGTH);
      return;
    }
    this.#pieces.push(piece);
    this.#piecesBytes += piece.length;
    if (this.#piecesBytes <= this.#limits.maxMessageBytes) return;
    this.#isSkipping = true;
    this.#skippedEnd = piece.subarray(-EXCERPT_LENGTH);
    this.#pieces.length = 1;
  }

  #readKept(): void {
    const pieces = this.#pieces;
    const wasSkipping = this.#isSkipping;
    const end = this.#skippedEnd;
    this.#pieces = [];
    this.#piecesBytes = 0;
    this.#isSkipping = false;
    this.#skippedEnd = NOTHING;
    const line = pieces.length === 1 && pieces[0] ? pieces[0] : Buffer.concat(pieces);
    if (!wasSkipping) this.#readLine(line);
    else if (!this.#isClosed) this.onInvalid(refuseTooLong(line, end, this.#limits));
  }

  #readEnd(): void {
    if (this.#pieces.length > 0) this.#readKept();
    this.#finish(new Error('The other side closed the connection.'));
  }

  /** The other side no longer reads, but what it had written before may still be on its way. */
  #lingerAfter(error: Error): void {
    this.#isOutputOpen = false;
    this.#clock.after(LINGER_MS, () => this.#finish(error));
  }

  #finish(reason?: Error): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.#isOutputOpen = false;
    this.onClose(reason);
  }
}

function isBlank(line: Buffer | string): boolean {
  const first = typeof line === 'string' ? line.charCodeAt(0) : line[0];
  return first !== undefined && first <= SPACE && line.toString().trim() === '';
}
