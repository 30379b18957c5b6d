import { createHash, createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import type { JsonObject } from '../../protocol/json-rpc.ts';
import type { Clock } from '../../shared/clock.ts';
import { GatewayError } from '../../shared/errors.ts';
import type { AskingCall, Exchange } from './asking-call.ts';

/** What a `requestState` is good for: one client, one request. */
export interface Binding {
  readonly principal: string;
  readonly method: string;
  readonly params: JsonObject;
}

interface Parked {
  readonly call: AskingCall;
  readonly principal: string;
  cancelExpiry(): void;
}

/** Marks a `requestState` as ours: those of modern servers pass through as they are. */
const PREFIX = 'trunkline.';
const EXPIRES_AFTER_MS = 5 * 60_000;
const MAX_PARKED = 1_000;
const MAX_PER_PRINCIPAL = 100;

/**
 * The calls that wait for a client's answers. The `requestState` that leads back to one is signed, bound to the
 * client and the request, good once and not for long; a call nobody comes back for is cancelled.
 */
export class ParkedCalls {
  readonly #clock: Clock;
  /** States are of no use to another process, whose calls are others. */
  readonly #key = randomBytes(32);
  readonly #parked = new Map<string, Parked>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Whether a request leads back to a call of ours. */
  isOurs(params: JsonObject): boolean {
    return typeof params.requestState === 'string' && params.requestState.startsWith(PREFIX);
  }

  /** Waits for a call's result, or parks it and answers with its questions. */
  async await(call: AskingCall, binding: Binding, exchange: Exchange): Promise<JsonObject> {
    return (await call.next(exchange)) ?? this.#park(call, binding);
  }

  /** Goes on with the call that a repeated request leads back to. @throws GatewayError `invalid_params` */
  resume(binding: Binding, exchange: Exchange): Promise<JsonObject> {
    const { requestState, inputResponses } = binding.params;
    const id = this.#verify(String(requestState), binding);
    const parked = id === undefined ? undefined : this.#parked.get(id);
    if (id === undefined || !parked) {
      throw new GatewayError('invalid_params', 'This requestState is unknown, used or expired.', {
        hint: 'Send the request again without it.',
      });
    }
    this.#parked.delete(id);
    parked.cancelExpiry();
    parked.call.answer(inputResponses);
    return this.await(parked.call, binding, exchange);
  }

  /** Cancels what is parked. */
  close(): void {
    for (const { call, cancelExpiry } of this.#parked.values()) {
      cancelExpiry();
      call.cancel('Trunkline is shutting down.');
    }
    this.#parked.clear();
  }

  #park(call: AskingCall, binding: Binding): JsonObject {
    this.#assertRoom(call, binding.principal);
    const id = randomBytes(16).toString('base64url');
    const cancelExpiry = this.#clock.after(EXPIRES_AFTER_MS, () => {
      this.#parked.delete(id);
      call.cancel('The client did not come back with an answer.');
    });
    this.#parked.set(id, { call, principal: binding.principal, cancelExpiry });
    const expiresAt = this.#clock.wallTime() + EXPIRES_AFTER_MS;
    const requestState = `${PREFIX}${id}.${expiresAt}.${this.#sign(`${id}.${expiresAt}`, binding)}`;
    return { resultType: 'input_required', inputRequests: call.inputRequests, requestState };
  }

  #assertRoom(call: AskingCall, principal: string): void {
    const own = [...this.#parked.values()].filter((parked) => parked.principal === principal).length;
    if (this.#parked.size < MAX_PARKED && own < MAX_PER_PRINCIPAL) return;
    call.cancel('Too many calls wait for an answer.');
    throw new GatewayError('overloaded', 'Too many calls wait for an answer of this client.');
  }

  #verify(requestState: string, binding: Binding): string | undefined {
    const [id = '', expiresAt = '', signature = ''] = requestState.slice(PREFIX.length).split('.');
    const expected = this.#sign(`${id}.${expiresAt}`, binding);
    const isGenuine =
      signature.length === expected.length && timingSafeEqual(Buffer.from(signature), Buffer.from(expected));
    return isGenuine && Number(expiresAt) > this.#clock.wallTime() ? id : undefined;
  }

  #sign(text: string, { principal, method, params }: Binding): string {
    const { _meta, inputResponses, requestState, ...same } = params;
    const request = createHash('sha256')
      .update(JSON.stringify([principal, method, same]))
      .digest();
    return createHmac('sha256', this.#key).update(text).update(request).digest('base64url');
  }
}
