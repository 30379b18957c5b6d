import { isObject, type JsonObject } from '../../protocol/json-rpc.ts';
import { GatewayError } from '../../shared/errors.ts';

/** The request of a modern client that is waiting for a call just now. */
export interface Exchange {
  /** Fires when the client cancels it. */
  readonly signal: AbortSignal;
  /** Absent where the client gave no token. */
  readonly onProgress: ((params: JsonObject) => void) | undefined;
  log(params: JsonObject): void;
}

interface Question {
  readonly method: string;
  readonly params: JsonObject | undefined;
  answer(response: JsonObject): void;
  refuse(error: Error): void;
}

type Outcome = { result: JsonObject } | { error: unknown };

/**
 * A call that runs on while its client is asked something. A modern client takes no requests: it is answered with
 * the questions, sends its request again with the answers, and is then connected to the same call.
 */
export class AskingCall {
  readonly #controller = new AbortController();
  readonly #questions = new Map<string, Question>();
  #exchange: Exchange | undefined;
  #outcome: Outcome | undefined;
  #wake: () => void = () => {};
  #lastKey = 0;

  /** Ends what the call does at its server. */
  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  /** What is open, as `inputRequests`. */
  get inputRequests(): JsonObject {
    const asked = [...this.#questions].map(([key, { method, params }]) => [
      key,
      { method, ...(params && { params }) },
    ]);
    return Object.fromEntries(asked);
  }

  start(run: () => Promise<JsonObject>): void {
    run().then(
      (result) => this.#end({ result }),
      (error: unknown) => this.#end({ error }),
    );
  }

  /** Takes a server's question; resolves with what the client answers in a later request. */
  ask(method: string, params: JsonObject | undefined, signal: AbortSignal): Promise<JsonObject> {
    const key = `question-${++this.#lastKey}`;
    return new Promise((answer, refuse) => {
      this.#questions.set(key, { method, params, answer, refuse });
      signal.addEventListener('abort', () => {
        if (this.#questions.delete(key)) refuse(new GatewayError('cancelled', `${method} was withdrawn.`));
      });
      // What a server asks in one breath is put to the client in one breath.
      queueMicrotask(() => this.#wake());
    });
  }

  /** Gives the answers that came; a question without one stays open. */
  answer(inputResponses: unknown): void {
    if (!isObject(inputResponses)) return;
    for (const [key, { answer }] of this.#questions) {
      const response = inputResponses[key];
      if (isObject(response) && this.#questions.delete(key)) answer(response);
    }
  }

  onProgress(params: JsonObject): void {
    this.#exchange?.onProgress?.(params);
  }

  log(params: JsonObject): void {
    this.#exchange?.log(params);
  }

  /** Lets an exchange wait for the result. @returns undefined if there are questions instead. */
  async next(exchange: Exchange): Promise<JsonObject | undefined> {
    const cancel = (): void => this.cancel('The client has cancelled the call.');
    exchange.signal.addEventListener('abort', cancel, { once: true });
    this.#exchange = exchange;
    while (!this.#outcome && this.#questions.size === 0) {
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
    this.#exchange = undefined;
    exchange.signal.removeEventListener('abort', cancel);
    if (!this.#outcome) return undefined;
    if ('error' in this.#outcome) throw this.#outcome.error;
    return this.#outcome.result;
  }

  cancel(reason: string): void {
    this.#controller.abort();
    this.#refuseAll(reason);
  }

  #end(outcome: Outcome): void {
    this.#outcome = outcome;
    this.#refuseAll('The call that it belonged to has ended.');
    this.#wake();
  }

  #refuseAll(reason: string): void {
    for (const { refuse } of this.#questions.values()) refuse(new GatewayError('not_answerable', reason));
    this.#questions.clear();
  }
}
