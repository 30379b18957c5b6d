import { isObject, type JsonObject, type RequestId } from '../../protocol/json-rpc.ts';
import { META, metaOf } from '../../protocol/versions.ts';
import { BriefMap } from '../../shared/brief-map.ts';
import { eachLine } from './lines.ts';

/** A request of the host that has not been answered. */
export interface Sent {
  readonly id: RequestId;
  readonly method: string;
  readonly isModern: boolean;
  /** The frame itself, where sending it again does no harm. */
  readonly line: string | undefined;
}

/** Changes nothing, or nothing more when done twice; so the next daemon may simply be asked again. */
const REPEATABLE = new Set([
  'initialize',
  'ping',
  'server/discover',
  'subscriptions/listen',
  'tools/list',
  'prompts/list',
  'prompts/get',
  'resources/list',
  'resources/templates/list',
  'resources/read',
  'resources/subscribe',
  'resources/unsubscribe',
  'completion/complete',
  'logging/setLevel',
]);

/** As our own sessions write every message that has an id. */
const ANSWER = '{"jsonrpc":"2.0","id":';
/** Enough of a line to hold any usual id, and any sensible one. */
const HEAD_BYTES = { usual: 80, sensible: 4_096 };
/** An id whose text is the same however often it is read and written. */
const PLAIN_ID = /^(?:0|[1-9]\d{0,14}|"[^"\\]*")$/;
/** Where hosts write it: first, or (the SDKs) last. */
const FIRST = ANSWER;
const LAST = ',"jsonrpc":"2.0","id":';

/** Which requests of the host are unanswered: all that is known here of the frames that pass. */
export class InFlight {
  /** The frames, by the id as JSON. They are read again only if the daemon is lost. */
  readonly #sent = new BriefMap<string, string>();

  get size(): number {
    return this.#sent.size;
  }

  /** Looks at frames on their way from the host. */
  noteSent(lines: Buffer): void {
    for (const line of lines.toString().split('\n')) if (line.includes('"method"')) this.#note(line);
  }

  /** Looks at the beginnings of frames on their way to the host. */
  noteAnswers(lines: Buffer): void {
    eachLine(lines, (start, end) => {
      const head = (bytes: number): string => lines.toString('utf8', start, Math.min(end, start + bytes));
      const usual = head(HEAD_BYTES.usual);
      if (!usual.startsWith(ANSWER)) return;
      const id = answeredId(usual) ?? answeredId(head(HEAD_BYTES.sensible));
      if (id !== undefined) this.#sent.delete(id);
    });
  }

  /** Gives all that is unanswered, and forgets it. */
  takeAll(): Sent[] {
    const sent = [...this.#sent.values()].flatMap((line) => read(line) ?? []);
    this.#sent.clear();
    return sent;
  }

  #note(line: string): void {
    const id = plainIdIn(line);
    // An id that is in use: the daemon refuses the second request, and the answer to the first is still to come.
    if (id !== undefined) {
      if (!this.#sent.has(id)) this.#sent.set(id, line);
      return;
    }
    const message = parse(line);
    if (!isObject(message)) return;
    if (message.method === 'notifications/cancelled' && isObject(message.params))
      this.#sent.delete(JSON.stringify(message.params.requestId));
    const sent = read(line);
    const key = JSON.stringify(sent?.id);
    if (sent && !this.#sent.has(key)) this.#sent.set(key, line);
  }
}

/** The id of a request as it stands in the line, if it stands where hosts usually write it; undefined says nothing. */
function plainIdIn(line: string): string | undefined {
  let id: string | undefined;
  if (line.startsWith(FIRST)) {
    const end = line.indexOf(',"method":"', FIRST.length);
    if (end >= 0) id = line.slice(FIRST.length, end);
  } else if (line.startsWith('{"method":"') && line.endsWith('}')) {
    const start = line.lastIndexOf(LAST);
    if (start >= 0) id = line.slice(start + LAST.length, -1);
  }
  return id !== undefined && PLAIN_ID.test(id) ? id : undefined;
}

function read(line: string): Sent | undefined {
  const message = parse(line);
  if (!isObject(message) || typeof message.method !== 'string') return undefined;
  const { id, method } = message;
  if (typeof id !== 'string' && typeof id !== 'number') return undefined;
  const params = isObject(message.params) ? message.params : undefined;
  const isModern = META.protocolVersion in (safeMeta(params) ?? {});
  return { id, method, isModern, line: REPEATABLE.has(method) ? line : undefined };
}

function safeMeta(params: JsonObject | undefined): JsonObject | undefined {
  const meta = metaOf(params);
  return isObject(meta) ? meta : undefined;
}

/** The id that a frame answers, as JSON; undefined for requests, and where its end is not in sight. */
function answeredId(head: string): string | undefined {
  const end = head.charAt(ANSWER.length) === '"' ? stringEnd(head) : head.indexOf(',', ANSWER.length);
  return end < 0 || head.startsWith(',"method"', end) ? undefined : head.slice(ANSWER.length, end);
}

function stringEnd(head: string): number {
  for (let at = ANSWER.length + 1; at < head.length; at++) {
    const letter = head.charAt(at);
    if (letter === '"') return at + 1;
    if (letter === '\\') at++;
  }
  return -1;
}

function parse(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined; // the daemon answers what is no JSON
  }
}
