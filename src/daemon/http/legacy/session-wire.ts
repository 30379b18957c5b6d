import type { ServerResponse } from 'node:http';
import type { JsonRpcNotification, JsonRpcRequest, Message, RequestId } from '../../../protocol/json-rpc.ts';
import { metaOf } from '../../../protocol/versions.ts';
import type { InvalidFrame, Wire } from '../../../protocol/wire.ts';
import { BriefMap } from '../../../shared/brief-map.ts';
import type { Clock } from '../../../shared/clock.ts';
import { EventStream } from '../event-stream.ts';
import { EventLog, type KeptEvents } from './event-log.ts';
import { interrupted } from './interrupted.ts';
import { ReplyStream } from './reply-stream.ts';

interface SessionWireOptions {
  readonly clock: Clock;
  /** Absent where what is sent ends with our process. */
  readonly events?: KeptEvents | undefined;
}

/** The stream that a client opens by GET, for what belongs to none of its requests. */
const STANDING = 0;

/** One legacy session's wire: many POSTs and one GET, any of which the client may lose and resume. */
export class SessionWire implements Wire {
  onMessage: (message: Message) => void = () => {};
  onInvalid: (frame: InvalidFrame) => void = () => {};
  onClose: (reason?: Error) => void = () => {};
  /** Called with the message by which a request is answered, before it leaves. */
  onAnswer: (message: Message) => void = () => {};
  readonly #clock: Clock;
  readonly #log: EventLog;
  /** By the request that they answer, in order of arrival. */
  readonly #replies = new BriefMap<RequestId, ReplyStream>();
  readonly #byProgressToken = new BriefMap<unknown, ReplyStream>();
  #standing: EventStream | undefined;
  /** Id of the last event that left on the standing stream. */
  #lastStanding: string;
  #lastNumber: number;
  #isOpen = true;

  constructor({ clock, events }: SessionWireOptions) {
    this.#clock = clock;
    this.#log = new EventLog(events);
    this.#lastNumber = this.#log.lastStream;
    this.#lastStanding = `${STANDING}-${this.#log.lastSequence}`;
    // Calls of an earlier process: a client that comes back for one is told what became of it.
    for (const [stream, request] of this.#log.unanswered()) this.#log.add(stream, interrupted(request));
  }

  get isInUse(): boolean {
    return this.#replies.size > 0 || this.#standing !== undefined;
  }

  /** Takes in a request; what it is answered with leaves by this response. @returns false if its id is in use. */
  receive(
    request: JsonRpcRequest,
    response: ServerResponse,
    options: { headers: Record<string, string>; mayStream: boolean },
  ): boolean {
    if (this.#replies.has(request.id)) return false;
    const number = ++this.#lastNumber;
    const { id, method } = request;
    const shared = { log: this.#log, clock: this.#clock, request: { id, method } };
    const reply = new ReplyStream(response, { number, ...shared, ...options });
    this.#replies.set(request.id, reply);
    const token = metaOf(request.params)?.progressToken;
    if (token !== undefined) this.#byProgressToken.set(token, reply);
    this.onMessage(request);
    return true;
  }

  /** Takes in a notification or an answer. */
  take(message: Message): void {
    if ('method' in message && message.method === 'notifications/cancelled') {
      // A cancelled request is not answered, so nothing else would end its stream.
      const id = message.params?.requestId as RequestId;
      this.#drop(id)?.end();
    }
    this.onMessage(message);
  }

  /** Opens the standing stream, or resumes any that was lost after an event. @returns false for a foreign event. */
  listen(response: ServerResponse, headers: Record<string, string>, lastEventId?: string): boolean {
    const missed = this.#log.after(lastEventId ?? this.#lastStanding);
    if (!missed) return false;
    const events = new EventStream(response, this.#clock, headers);
    events.open();
    for (const { id, message } of missed.events) events.send(message, id);
    if (missed.stream === STANDING) this.#stand(events, response);
    else {
      const running = [...this.#replies.values()].find(({ number }) => number === missed.stream);
      if (running) running.attach(events);
      else events.end();
    }
    return true;
  }

  send(message: Message): void {
    if (!this.#isOpen) return;
    if (!('method' in message)) {
      this.onAnswer(message);
      this.#drop(message.id)?.end(message);
      return;
    }
    const reply = this.#replyFor(message);
    if (reply) reply.send(message);
    else {
      const id = this.#log.add(STANDING, message);
      if (!this.#standing) return; // kept for when the client listens
      this.#lastStanding = id;
      this.#standing.send(message, id);
    }
  }

  async close(): Promise<void> {
    if (!this.#isOpen) return;
    this.#isOpen = false;
    for (const reply of this.#replies.values()) reply.end(interrupted(reply.request));
    this.#replies.clear();
    this.#standing?.end();
    this.onClose();
  }

  #stand(events: EventStream, response: ServerResponse): void {
    // A client that lost its stream may be back before we notice, so the newer one counts.
    this.#standing?.end();
    this.#standing = events;
    this.#lastStanding = this.#log.of(STANDING).at(-1)?.id ?? this.#lastStanding;
    response.once('close', () => {
      if (this.#standing === events) this.#standing = undefined;
    });
  }

  /** The request that a notification, or a server's question, came up in, as far as it can be told. */
  #replyFor(message: JsonRpcRequest | JsonRpcNotification): ReplyStream | undefined {
    const { method } = message;
    if (method === 'notifications/progress') return this.#byProgressToken.get(message.params?.progressToken);
    if ('id' in message || method === 'notifications/message') return [...this.#replies.values()].at(-1);
    return undefined;
  }

  #drop(id: RequestId | null): ReplyStream | undefined {
    if (id === null) return undefined;
    const reply = this.#replies.get(id);
    this.#replies.delete(id);
    for (const [token, owner] of this.#byProgressToken)
      if (owner === reply) this.#byProgressToken.delete(token);
    return reply;
  }
}
