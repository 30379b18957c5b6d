import type { JsonObject } from '../../protocol/json-rpc.ts';
import { ERRORS, type ErrorCode } from '../../shared/errors.ts';
import type { Sent } from './in-flight.ts';

const MAY_HAVE_RUN =
  'Trunkline’s daemon was lost while this was running. It may have run: check before repeating it.';
const NEVER_SENT = 'Trunkline’s daemon cannot be reached. This was never sent; it may be repeated.';

/** The answer to a request that was under way when the daemon was lost. */
export function answerMayHaveRun(sent: Sent): string {
  return answer(sent, 'call_interrupted', MAY_HAVE_RUN);
}

/** The answer to a request that never left, because no daemon could be had. */
export function answerNeverSent(sent: Sent): string {
  return answer(sent, 'server_unavailable', NEVER_SENT);
}

/** As a session would have put it: a result that a model can act on, or an error. */
function answer({ id, method, isModern }: Sent, code: ErrorCode, text: string): string {
  const data = { code, ...(code === 'server_unavailable' && { neverSent: true }) };
  if (method !== 'tools/call') {
    return frame({ id, error: { code: ERRORS[code].jsonRpc, message: text, data } });
  }
  const result = {
    content: [{ type: 'text', text }],
    isError: true,
    ...(isModern && { resultType: 'complete' }),
    _meta: { 'dev.trunkline/error': data },
  };
  return frame({ id, result });
}

function frame(message: JsonObject): string {
  return `${JSON.stringify({ jsonrpc: '2.0', ...message })}\n`;
}
