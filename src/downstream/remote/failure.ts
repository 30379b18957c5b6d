import { SdkHttpError, UnauthorizedError } from '@modelcontextprotocol/client';
import { isObject, type JsonRpcErrorBody } from '../../protocol/json-rpc.ts';
import { GatewayError, messageOf } from '../../shared/errors.ts';

/** What became of a request whose HTTP exchange failed. */
export type Failure =
  /** The server has forgotten the session; the request was not looked at. */
  | { kind: 'expired' }
  /** The server refused it, with an HTTP status in place of an answer. */
  | { kind: 'refused'; error: JsonRpcErrorBody }
  /** There will be no answer. */
  | { kind: 'lost'; error: GatewayError };

/** Codes of what fails before anything is sent: finding the server, reaching it, and its certificate. */
const NEVER_LEFT =
  /^(ECONNREFUSED|ENOTFOUND|EAI_\w+|EHOSTUNREACH|ENETUNREACH|EPROTO|ERR_(TLS|SSL)_\w+)$|CERT|VERIFY/;
const EXCERPT_LENGTH = 300;

/** Judges what the SDK's transport threw. */
export function judgeFailure(error: unknown, isInSession: boolean): Failure {
  if (error instanceof UnauthorizedError) return { kind: 'lost', error: unauthorized() };
  if (!(error instanceof SdkHttpError)) return { kind: 'lost', error: unreachable(error) };
  const { status } = error;
  const text = String(error.data?.text ?? '');
  if (isInSession && (status === 404 || (status === 400 && /session/i.test(text))))
    return { kind: 'expired' };
  if (status === 401 || status === 403) return { kind: 'lost', error: unauthorized() };
  if (status !== undefined && status >= 300 && status < 400)
    return { kind: 'lost', error: new GatewayError('server_unavailable', redirected(error)) };
  // A gateway in between says 5xx for a server that it cannot reach, or that is too slow.
  if (status !== undefined && status < 500) return { kind: 'refused', error: readError(text, status) };
  return { kind: 'lost', error: interrupted(`The server answered with HTTP ${status}.`, error) };
}

/** Servers put a JSON-RPC error into the body of a refusal, or any text. */
function readError(text: string, status: number): JsonRpcErrorBody {
  try {
    const body: unknown = JSON.parse(text);
    const error = isObject(body) ? body.error : undefined;
    if (isObject(error) && Number.isSafeInteger(error.code) && typeof error.message === 'string') {
      return { ...error, code: Number(error.code), message: error.message };
    }
  } catch {
    // no JSON: the text itself says what it can
  }
  const reason = text.trim().slice(0, EXCERPT_LENGTH);
  return { code: -32600, message: `The server answered with HTTP ${status}${reason && `: ${reason}`}` };
}

/** The SDK follows only those that stay with the server, and says of the others where they lead. */
function redirected({ message }: Error): string {
  return `${message.replace(/^.*?: /, '')}.`;
}

function unauthorized(): GatewayError {
  return new GatewayError('server_unavailable', 'The server wants other credentials.', {
    hint: 'Give it the header it wants, under "headers" in the configuration.',
  });
}

function unreachable(error: unknown): GatewayError {
  if (error instanceof GatewayError) return error;
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  // Of several addresses that were tried, the message names none.
  const reason = messageOf(error) || code;
  if (!NEVER_LEFT.test(code)) return interrupted(reason, error);
  return new GatewayError('server_unavailable', `The server cannot be reached: ${reason}.`, {
    cause: error,
    ...(code.includes('CERT') && {
      hint: 'NODE_EXTRA_CA_CERTS names a file of further certificates to trust.',
    }),
  });
}

/** The error of an answer that is given up for its size. */
export function tooLong(maxBytes: number): GatewayError {
  return new GatewayError('call_interrupted', `The server's answer is longer than ${maxBytes} bytes.`, {
    hint: 'The call has run. For answers of that size raise "limits.maxMessageBytes" in the configuration.',
  });
}

/** The error of a request that may have arrived although its answer did not. */
export function interrupted(reason: string, cause?: unknown): GatewayError {
  return new GatewayError('call_interrupted', reason, {
    hint: 'It may have run: check before repeating it.',
    cause,
  });
}
