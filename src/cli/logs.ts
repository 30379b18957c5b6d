import { closeSync, openSync, readSync, statSync, watchFile } from 'node:fs';
import { parseArgs } from 'node:util';
import { isObject, type JsonObject } from '../protocol/json-rpc.ts';
import { pathsFor } from '../shared/paths.ts';
import { plain } from './table.ts';

const OPTIONS = {
  follow: { type: 'boolean', short: 'f', default: false },
  json: { type: 'boolean', default: false },
} as const;
/** What is shown of a log's end. */
const TAIL_BYTES = 256 * 1024;
const POLL_MS = 300;
/** As pino numbers them. */
const LEVELS: Readonly<Record<number, string>> = {
  20: 'debug',
  30: 'info',
  40: 'warn',
  50: 'error',
  60: 'fatal',
};
const OWN_FIELDS = new Set(['level', 'time', 'pid', 'msg', 'server']);

/** `trunkline logs [-f] [server]`: the end of the log, and with `-f` what comes. */
export async function logs(args: string[]): Promise<number> {
  const { values, positionals } = parseArgs({ args, options: OPTIONS, allowPositionals: true });
  const [server] = positionals;
  const isForPeople = process.stdout.isTTY === true && !values.json;
  const show = (line: string): void => {
    const record = parse(line);
    if (!record || (server !== undefined && record.server !== server)) return;
    process.stdout.write(`${isForPeople ? plain(describe(record)) : line}\n`);
  };
  const tail = new LogTail(pathsFor(process.env).logFile);
  tail.read(show);
  if (!values.follow) return 0;
  watchFile(tail.path, { interval: POLL_MS }, () => tail.read(show));
  return new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => resolve(0));
    process.stdout.once('error', () => resolve(0)); // nobody reads any more
  });
}

/** Reads a file that grows, and one that is begun anew. */
class LogTail {
  readonly path: string;
  #position: number | undefined;
  #rest = '';

  constructor(path: string) {
    this.path = path;
  }

  read(show: (line: string) => void): void {
    const size = statSync(this.path, { throwIfNoEntry: false })?.size ?? 0;
    const isFirst = this.#position === undefined;
    let position = this.#position ?? Math.max(0, size - TAIL_BYTES);
    if (position > size) position = 0;
    const isCut = isFirst && position > 0;
    this.#position = size;
    if (size === position) return;
    const lines = (this.#rest + this.#text(position, size - position)).split('\n');
    this.#rest = lines.pop() ?? '';
    for (const line of isCut ? lines.slice(1) : lines) show(line);
  }

  #text(position: number, length: number): string {
    const buffer = Buffer.alloc(length);
    const file = openSync(this.path, 'r');
    const read = readSync(file, buffer, 0, length, position);
    closeSync(file);
    return buffer.toString('utf8', 0, read);
  }
}

function describe(record: JsonObject): string {
  const fields = Object.entries(record).filter(([name]) => !OWN_FIELDS.has(name));
  const rest = fields.map(
    ([name, value]) => `${name}=${typeof value === 'string' ? value : JSON.stringify(value)}`,
  );
  const server = record.server === undefined ? [] : [`[${record.server}]`];
  return [record.time, LEVELS[Number(record.level)] ?? record.level, ...server, record.msg, ...rest].join(
    ' ',
  );
}

function parse(line: string): JsonObject | undefined {
  try {
    const record: unknown = JSON.parse(line);
    return isObject(record) ? record : undefined;
  } catch {
    return undefined; // a line that was cut when the disk was full
  }
}
