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
/** Enough of a line to hold any sensible id. */
const HEAD_BYTES = 512;

/** Which requests of the host are unanswered: all that is known here of the frames that pass. */
export class InFlight {
  /** By the id as JSON. */
  readonly #sent = new BriefMap<string, Sent>();

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
      const id = answeredId(lines.toString('utf8', start, Math.min(end, start + HEAD_BYTES)));
      if (id !== undefined) this.#sent.delete(id);
    });
  }

  /** Gives all that is unanswered, and forgets it. */
  takeAll(): Sent[] {
    const sent = [...this.#sent.values()];
    this.#sent.clear();
    return sent;
  }

  #note(line: string): void {
    const message = parse(line);
    if (!isObject(message) || typeof message.method !== 'string') return;
    const { id, method } = message;
    const params = isObject(message.params) ? message.params : undefined;
    if (method === 'notifications/cancelled') this.#sent.delete(JSON.stringify(params?.requestId));
    if (typeof id !== 'string' && typeof id !== 'number') return;
    const key = JSON.stringify(id);
    // The id is in use: the daemon refuses the second request, and the answer to the first is still to come.
    if (this.#sent.has(key)) return;
    const isModern = META.protocolVersion in (safeMeta(params) ?? {});
    this.#sent.set(key, { id, method, isModern, line: REPEATABLE.has(method) ? line : undefined });
  }
}

function safeMeta(params: JsonObject | undefined): JsonObject | undefined {
  const meta = metaOf(params);
  return isObject(meta) ? meta : undefined;
}

/** The id that a frame answers, as JSON; undefined for requests and notifications. */
function answeredId(head: string): string | undefined {
  if (!head.startsWith(ANSWER)) return undefined;
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
