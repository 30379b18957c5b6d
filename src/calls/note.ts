import { hideSecrets } from '../policy/secrets.ts';
import type { RecentCall } from '../protocol/daemon/recent-call.ts';
import { isObject, type JsonObject } from '../protocol/json-rpc.ts';
import type { Clock } from '../shared/clock.ts';
import { GatewayError, PeerError } from '../shared/errors.ts';
import type { Call, CallToolResult, Step } from './call.ts';

const MAX_VALUE = 40;
const MAX_ARGUMENTS = 160;
const MAX_RESULT = 120;
const MAX_KEPT = 1_000;
const MAX_LOOKED_AT = 4_096;
/** Arguments that are nobody's business, not even in a file of one's own. */
const SECRET = /pass|secret|token|key|auth|cookie|credential/i;

interface NoteOptions {
  /** What the configuration gives a server that nobody else may see. */
  readonly secretsOf: (serverName: string) => readonly string[];
  readonly clock: Clock;
}

/** Tells the session of each call that has ended, those of a meta-tool as well. */
export function note({ secretsOf, clock }: NoteOptions): Step {
  return (call, next) => (call.onEnded ? noteEnd(call, call.onEnded, next) : next());

  async function noteEnd(
    call: Call,
    onEnded: (ended: RecentCall) => void,
    next: () => Promise<CallToolResult>,
  ): Promise<CallToolResult> {
    const startedAt = Math.round(clock.wallTime());
    const began = clock.now();
    const secrets = call.tool ? secretsOf(call.tool.serverName) : [];
    const tell = (outcome: string, text: string): void =>
      onEnded({
        tool: call.tool?.qualifiedName ?? call.name,
        startedAt,
        durationMs: Math.round(clock.now() - began),
        outcome,
        digest: `${argumentsIn(call, secrets)} → ${text}`,
      });
    try {
      const result = await next();
      tell(result.isError === true ? 'failed' : 'ok', firstText(result, secrets));
      return result;
    } catch (error) {
      tell(codeOf(error), error instanceof Error ? shorten(error.message, MAX_RESULT, secrets) : '');
      throw error;
    }
  }
}

function codeOf(error: unknown): string {
  if (error instanceof GatewayError) return error.code;
  return error instanceof PeerError ? 'failed' : 'internal';
}

function argumentsIn({ params }: Call, secrets: readonly string[]): string {
  const args = isObject(params.arguments) ? params.arguments : {};
  let text = '';
  for (const name in args) {
    if (text.length > MAX_ARGUMENTS) return `${text.slice(0, MAX_ARGUMENTS)}…`;
    text += `${text === '' ? '' : ', '}${name}: ${SECRET.test(name) ? '…' : inShort(args[name], secrets)}`;
  }
  return text;
}

/** Never the whole of a large value: this is done for every call. */
function inShort(value: unknown, secrets: readonly string[]): string {
  if (typeof value === 'string') return JSON.stringify(shorten(value, MAX_VALUE, secrets));
  if (Array.isArray(value)) return `[${value.length}]`;
  return isObject(value) ? '{…}' : String(value);
}

function firstText({ content, structuredContent }: CallToolResult, secrets: readonly string[]): string {
  const parts: unknown[] = Array.isArray(content) ? content : [];
  const first = parts.find(isObject);
  if (typeof first?.text === 'string') return shorten(first.text.trimStart(), MAX_RESULT, secrets);
  return first ? String(first.type) : isObject(structuredContent) ? namesIn(structuredContent) : '';
}

const namesIn = (value: JsonObject): string => shorten(Object.keys(value).join(', '), MAX_RESULT, []);

/** The first line, as far as there is room; no part of a secret that is cut off there. */
function shorten(whole: string, maxLength: number, secrets: readonly string[]): string {
  const text = secrets.length === 0 ? whole : hideSecrets(whole.slice(0, MAX_LOOKED_AT), secrets);
  const end = text.slice(0, maxLength).indexOf('\n');
  const line = end < 0 ? text.slice(0, maxLength) : text.slice(0, end);
  if (line.length === text.length) return line;
  // A slice keeps the whole text in memory; a copy does not.
  return `${text.length > MAX_KEPT ? Buffer.from(line).toString() : line}…`;
}
