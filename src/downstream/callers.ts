import type { JsonObject, JsonRpcRequest } from '../protocol/json-rpc.ts';
import type { Answer } from '../protocol/peer.ts';
import { relatedTaskId } from '../protocol/tasks.ts';
import { BriefMap } from '../shared/brief-map.ts';
import { GatewayError, messageOf, PeerError } from '../shared/errors.ts';
import type { Caller } from './caller.ts';

interface CallersOptions {
  readonly serverName: string;
  /** Who started a task of this connection. */
  readonly callerOfTask: (taskId: string) => Caller | undefined;
  /** It asks something that is not about a task. */
  readonly asked: () => void;
  /** It asked while several sessions were calling, and was refused. */
  readonly askedAmbiguously: () => void;
}

/** The sessions that use one connection: whom a question or message belongs to that names nobody. */
export class Callers {
  /** Every session that has used this connection and has not ended. */
  readonly attached = new Set<Caller>();
  hasAskedRoots = false;
  readonly #options: CallersOptions;
  /** Those with requests in flight, and how many each has. */
  readonly #calling = new BriefMap<Caller, number>();

  constructor(options: CallersOptions) {
    this.#options = options;
  }

  begin(caller: Caller): void {
    this.attached.add(caller.owner ?? caller);
    this.#calling.set(caller, (this.#calling.get(caller) ?? 0) + 1);
  }

  end(caller: Caller): void {
    const left = (this.#calling.get(caller) ?? 1) - 1;
    if (left === 0) this.#calling.delete(caller);
    else this.#calling.set(caller, left);
  }

  /** The one session that a message can belong to: its task's, else the only one there is, or none. */
  ownerOf(params: JsonObject | undefined): Caller | undefined {
    const taskId = relatedTaskId(params);
    if (taskId !== undefined) return this.#options.callerOfTask(taskId);
    const candidates = this.#calling.size > 0 ? [...this.#calling.keys()] : [...this.attached];
    return candidates.length === 1 ? candidates[0] : undefined;
  }

  /** Answers what a server asks its client. Never rejects. */
  async answer({ method, params }: JsonRpcRequest, signal: AbortSignal): Promise<Answer> {
    if (method === 'ping') return { result: {} };
    if (method === 'roots/list') this.hasAskedRoots = true;
    else if (method !== 'elicitation/create' && method !== 'sampling/createMessage') {
      return { error: { code: -32601, message: `Method not found: ${method}` } };
    }
    try {
      if (method === 'roots/list') return { result: await this.#answerRoots(signal) };
      return { result: await this.#ask(method, params, signal) };
    } catch (error) {
      if (error instanceof PeerError) {
        const { code, message, data } = error;
        return { error: { code, message, ...(data !== undefined && { data }) } };
      }
      return {
        error: { code: -32603, message: error instanceof GatewayError ? error.text : messageOf(error) },
      };
    }
  }

  /** A modern host can be asked for them only in the course of one of its calls. */
  async #answerRoots(signal: AbortSignal): Promise<JsonObject> {
    const [only, ...others] = this.#calling.keys();
    if (only?.owner && others.length === 0 && 'roots' in only.capabilities) {
      const { serverName } = this.#options;
      return only.ask({ serverName, method: 'roots/list', params: undefined }, signal);
    }
    return { roots: await this.#roots() };
  }

  /** The roots that all attached sessions have in common; sessions with unequal ones must not see each other's. */
  async #roots(): Promise<readonly JsonObject[]> {
    const [first, ...others] = await Promise.all([...this.attached].map((caller) => caller.roots()));
    const text = JSON.stringify(first);
    return first && others.every((roots) => JSON.stringify(roots) === text) ? first : [];
  }

  /** A question goes to the session whose task it belongs to, else to the one that is calling. */
  #ask(method: string, params: JsonObject | undefined, signal: AbortSignal): Promise<JsonObject> {
    const { serverName, callerOfTask, asked, askedAmbiguously } = this.#options;
    // We declare no tasks of a client, so a question is to be answered as if it did not ask for one.
    const { task: _task, ...plain } = params ?? {};
    const question = { serverName, method, params: params && plain };
    const taskId = relatedTaskId(params);
    const owner = taskId === undefined ? undefined : callerOfTask(taskId);
    if (owner) return owner.ask(question, signal);
    asked();
    const [only, ...others] = this.#calling.keys();
    if (!only) {
      throw new GatewayError(
        'not_answerable',
        `${method}: no call is in flight that this question could belong to.`,
      );
    }
    if (others.length > 0) {
      askedAmbiguously();
      throw new GatewayError(
        'not_answerable',
        `${method}: ${others.length + 1} sessions are calling this server at once, so the question has no certain owner.`,
        { hint: 'From now on each session gets its own connection to this server; call again.' },
      );
    }
    return only.ask(question, signal);
  }
}
