import type { ChangedList } from '../catalog/view.ts';
import type { JsonRpcRequest } from '../protocol/json-rpc.ts';
import type { Answer } from '../protocol/peer.ts';
import { answerModern } from './answer/answer-modern.ts';
import type { Notify, RequestSession, SessionParts } from './context.ts';
import { Listeners } from './listeners.ts';
import { ModernCallers } from './modern-callers.ts';

/** Where the notifications of one request go, and what ends it. */
interface Ends {
  readonly signal: AbortSignal;
  readonly notify: Notify;
}

/**
 * All that requests of 2026-07-28 have in common which come one by one, from whichever client (over HTTP): what is
 * shown, the connections they use, and the streams that listen. Whoever opens it closes it.
 */
export class StatelessSession implements RequestSession {
  readonly listeners = new Listeners();
  readonly modernCallers: ModernCallers;
  readonly tokens = undefined;
  readonly noteCall = undefined;
  readonly #parts: SessionParts;
  readonly #onClosed: () => void;
  #running = 0;

  constructor(parts: SessionParts, onClosed: () => void) {
    this.#parts = parts;
    this.#onClosed = onClosed;
    this.modernCallers = new ModernCallers({
      workspace: '',
      release: (caller) => parts.servers.release(caller),
    });
  }

  /** Requests being answered, not counting streams that only listen. */
  get inFlight(): number {
    return this.#running;
  }

  /** Each request says it of its own. */
  meet(): void {}

  /** Answers one request. Never rejects. */
  async answer(request: JsonRpcRequest, { signal, notify }: Ends): Promise<Answer> {
    const incoming = { request, signal, notify, session: this, parts: this.#parts };
    if (request.method === 'subscriptions/listen') return answerModern(incoming);
    this.#running++;
    const answer = await answerModern(incoming);
    this.#running--;
    return answer;
  }

  /** Tells those who listen which lists are different from now on. */
  listsChanged(lists: readonly ChangedList[]): void {
    for (const list of lists) this.listeners.listChanged(list);
  }

  resubscribe(isForgotten: (serverName: string) => boolean): void {
    this.listeners.watchAgain(isForgotten);
  }

  /** To be called once all requests have ended. */
  async close(): Promise<void> {
    this.modernCallers.close();
    this.#onClosed();
  }
}
