import { StringDecoder } from 'node:string_decoder';
import { stripVTControlCharacters } from 'node:util';
import { hideSecrets } from '../../policy/secrets.ts';
import type { Clock } from '../../shared/clock.ts';

const MAX_LINES = 64;
const MAX_LENGTH = 16_384;
const MAX_LINE_LENGTH = 2_000;
/** More lines than this in a minute are kept out of the log: a server must not be able to fill the disk. */
const MAX_LOGGED_PER_MINUTE = 600;
const MINUTE_MS = 60_000;

interface StderrLogOptions {
  readonly log: (line: string) => void;
  /** What the server was given to keep to itself. */
  readonly secrets: readonly string[];
  readonly clock: Clock;
}

/** What a server writes to stderr: its last lines for error messages, all within reason for the log. */
export class StderrLog {
  readonly #log: (line: string) => void;
  readonly #secrets: readonly string[];
  readonly #clock: Clock;
  readonly #decoder = new StringDecoder('utf8');
  readonly #lines: string[] = [];
  #length = 0;
  #partial = '';
  #minuteStart: number;
  #loggedThisMinute = 0;

  constructor({ log, secrets, clock }: StderrLogOptions) {
    this.#log = log;
    this.#secrets = secrets;
    this.#clock = clock;
    this.#minuteStart = clock.now();
  }

  write(chunk: Buffer): void {
    const lines = (this.#partial + this.#decoder.write(chunk)).split(/\r?\n|\r/);
    this.#partial = (lines.pop() ?? '').slice(0, MAX_LINE_LENGTH);
    for (const line of lines) this.#add(line);
  }

  /** The last lines, without terminal colours; the unfinished one counts. */
  tail(): string[] {
    const partial = this.#clean(this.#partial);
    return partial === '' ? [...this.#lines] : [...this.#lines, partial];
  }

  #add(raw: string): void {
    const line = this.#clean(raw);
    if (line === '') return;
    this.#lines.push(line);
    this.#length += line.length;
    while (this.#lines.length > MAX_LINES || this.#length > MAX_LENGTH) {
      this.#length -= this.#lines.shift()?.length ?? 0;
    }
    this.#report(line);
  }

  #report(line: string): void {
    const now = this.#clock.now();
    if (now - this.#minuteStart >= MINUTE_MS) {
      this.#minuteStart = now;
      this.#loggedThisMinute = 0;
    }
    this.#loggedThisMinute++;
    if (this.#loggedThisMinute <= MAX_LOGGED_PER_MINUTE) this.#log(line);
    else if (this.#loggedThisMinute === MAX_LOGGED_PER_MINUTE + 1)
      this.#log('(too many lines; the rest of this minute is left out)');
  }

  #clean(line: string): string {
    return hideSecrets(clean(line), this.#secrets);
  }
}

/** Without escape sequences and control characters, which could forge log lines or repaint a terminal. */
function clean(line: string): string {
  return stripVTControlCharacters(line.slice(0, MAX_LINE_LENGTH))
    .replace(/[\u0000-\u0008\u000b-\u001f\u007f]/g, '')
    .trimEnd();
}
