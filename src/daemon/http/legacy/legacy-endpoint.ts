import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { JsonRpcErrorBody, Message, RequestId } from '../../../protocol/json-rpc.ts';
import { LEGACY_VERSIONS } from '../../../protocol/versions.ts';
import type { SessionState, SessionStore } from '../../../session/kept/session-state.ts';
import type { Session } from '../../../session/session.ts';
import type { Clock } from '../../../shared/clock.ts';
import { ERRORS } from '../../../shared/errors.ts';
import type { Gateway } from '../../gateway.ts';
import { sendError } from '../answer.ts';
import type { KeptEvents } from './event-log.ts';
import { SessionWire } from './session-wire.ts';

/** Where sessions, and what was sent to them, are kept beyond our process. */
export interface KeptSessions {
  readonly sessions: SessionStore;
  /** The events of one session. */
  readonly eventsOf: (sessionId: string) => KeptEvents;
}

interface LegacyEndpointOptions {
  readonly gateway: Gateway;
  readonly kept: KeptSessions;
  readonly shown: string | undefined;
  readonly clock: Clock;
}

interface Entry {
  readonly wire: SessionWire;
  readonly session: Session;
  lastUsedAt: number;
}

/** Everybody who has the token is one. */
const PRINCIPAL = 'http';
const MAX_SESSIONS = 5_000;
const IDLE_CHECK_MS = 60_000;
/** Without a stream and without a request for so long, a session is kept in the store alone. */
const IDLE_MS = 30 * 60_000;

/** Serves the eras up to 2025-11-25 at one address: sessions that the client names by `Mcp-Session-Id`. */
export class LegacyEndpoint {
  readonly #options: LegacyEndpointOptions;
  readonly #sessions = new Map<string, Entry>();
  #cancelIdleCheck: () => void = () => {};

  constructor(options: LegacyEndpointOptions) {
    this.#options = options;
    this.#checkIdle();
  }

  /** Answers a POST whose body has been read. */
  post(request: IncomingMessage, response: ServerResponse, message: Message): void {
    const id = 'id' in message && 'method' in message ? message.id : null;
    const isOpening = 'method' in message && message.method === 'initialize';
    const entry = isOpening ? this.#open(response) : this.#find(request, response, id);
    if (!entry) return;
    if (!('method' in message) || !('id' in message)) {
      entry.wire.take(message);
      response.writeHead(202).end();
      return;
    }
    const headers: Record<string, string> = isOpening ? { 'mcp-session-id': entry.session.sessionId } : {};
    const mayStream = /text\/event-stream|\*\/\*/.test(request.headers.accept ?? '*/*');
    if (entry.wire.receive(message, response, { headers, mayStream })) return;
    refuse(response, 400, `Request id ${JSON.stringify(message.id)} is already in use.`, id);
  }

  /** Answers a GET: the stream for what belongs to no request, or the rest of one that was lost. */
  get(request: IncomingMessage, response: ServerResponse): void {
    const entry = this.#find(request, response);
    if (!entry) return;
    const lastEventId = request.headers['last-event-id'];
    if (entry.wire.listen(response, {}, lastEventId === undefined ? undefined : String(lastEventId))) return;
    refuse(response, 400, 'Last-Event-ID names no event of this session.');
  }

  /** Answers a DELETE: the client is done. */
  delete(request: IncomingMessage, response: ServerResponse): void {
    const entry = this.#find(request, response);
    if (!entry) return;
    void entry.session.close();
    this.#options.kept.sessions.remove(entry.session.sessionId);
    response.writeHead(200).end();
  }

  async close(): Promise<void> {
    this.#cancelIdleCheck();
    await Promise.all([...this.#sessions.values()].map(({ session }) => session.close()));
  }

  #open(response: ServerResponse): Entry | undefined {
    if (this.#sessions.size >= MAX_SESSIONS) {
      refuse(response, 503, 'Too many sessions are open.');
      return undefined;
    }
    const entry = this.#enter(randomUUID());
    const { wire, session } = entry;
    wire.onAnswer = (message) => {
      wire.onAnswer = () => {};
      if (!('error' in message)) return;
      // It has not begun.
      queueMicrotask(() => {
        void session.close();
        this.#options.kept.sessions.remove(session.sessionId);
      });
    };
    return entry;
  }

  /** A new session, or one that goes on where it was. */
  #enter(sessionId: string, state?: SessionState): Entry {
    const { gateway, kept, shown, clock } = this.#options;
    const wire = new SessionWire({ clock, events: kept.eventsOf(sessionId) });
    const session = gateway.openSession(wire, {
      workspace: state?.workspace ?? '',
      shown,
      sessionId,
      state,
      save: (changed) => kept.sessions.save(PRINCIPAL, changed),
    });
    const entry: Entry = { wire, session, lastUsedAt: clock.now() };
    this.#sessions.set(sessionId, entry);
    void session.ended.then(() => this.#sessions.delete(sessionId));
    return entry;
  }

  /** A session that is not open, by the id that an earlier process gave it, or we before it was idle. */
  #resume(sessionId: string): Entry | undefined {
    const { kept, shown } = this.#options;
    const state = kept.sessions.find(sessionId, PRINCIPAL);
    const isHere = state?.isInitialized === true && state.shown === shown;
    return isHere ? this.#enter(sessionId, state) : undefined;
  }

  #find(request: IncomingMessage, response: ServerResponse, id: RequestId | null = null): Entry | undefined {
    const sessionId = request.headers['mcp-session-id'];
    const fault = findVersionFault(request);
    const entry =
      typeof sessionId === 'string' && !fault
        ? (this.#sessions.get(sessionId) ?? this.#resume(sessionId))
        : undefined;
    if (entry) {
      entry.lastUsedAt = this.#options.clock.now();
      return entry;
    }
    if (fault) refuse(response, 400, fault, id);
    else if (sessionId === undefined)
      refuse(response, 400, 'The header Mcp-Session-Id is missing. Send initialize first.', id);
    else refuse(response, 404, 'Session not found. Send initialize again.', id);
    return undefined;
  }

  #checkIdle(): void {
    const { clock } = this.#options;
    this.#cancelIdleCheck = clock.after(IDLE_CHECK_MS, () => {
      const since = clock.now() - IDLE_MS;
      for (const { wire, session, lastUsedAt } of this.#sessions.values()) {
        if (!wire.isInUse && lastUsedAt < since) void session.close();
      }
      this.#checkIdle();
    });
  }
}

function findVersionFault({ headers }: IncomingMessage): string | undefined {
  const version = headers['mcp-protocol-version'];
  if (version === undefined || (LEGACY_VERSIONS as readonly unknown[]).includes(version)) return undefined;
  return `Protocol version ${String(version).slice(0, 40)} is not served here; ${LEGACY_VERSIONS.join(', ')} are.`;
}

function refuse(
  response: ServerResponse,
  status: number,
  message: string,
  id: RequestId | null = null,
): void {
  const error: JsonRpcErrorBody = { code: ERRORS.invalid_request.jsonRpc, message };
  sendError(response, { status, id, error });
}
