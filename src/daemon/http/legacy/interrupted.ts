import type { Message } from '../../../protocol/json-rpc.ts';
import { answerError } from '../../../session/answer/translate-error.ts';
import { GatewayError } from '../../../shared/errors.ts';
import type { Answered } from './event-log.ts';

/** The answer to a request that was under way when the gateway ended. */
export function interrupted({ id, method }: Answered): Message {
  const error = new GatewayError('call_interrupted', 'Trunkline ended while this was running.', {
    hint: 'It may have run: check before repeating it.',
  });
  return { jsonrpc: '2.0', id, ...answerError(error, { method, era: 'legacy' }) };
}
