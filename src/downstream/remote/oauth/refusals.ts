import { OAuthError } from '@modelcontextprotocol/client';
import { GatewayError, messageOf } from '../../../shared/errors.ts';

const MAX_REASON = 200;
const MAX_SCOPE = 300;
/** What an authorization server says to a login that is over, by `error` (RFC 6749 5.2). */
const OVER = new Set(['invalid_grant', 'invalid_client', 'unauthorized_client']);

/** Whether the authorization server wants nothing more to do with a login, as against being out of order. */
export function isOver(error: unknown): boolean {
  return error instanceof OAuthError && OVER.has(error.code);
}

interface Wanted {
  /** What the command has to say of the configuration, with a space before it. */
  readonly configOption?: string;
  /** What an earlier login did not bring. */
  readonly scope?: string | undefined;
  /** The server did not say that it is a login that it wants. */
  readonly mayWantKey?: boolean;
}

/** Somebody has to log in before this server can be called. */
export function loginRequired(
  serverName: string,
  { configOption = '', scope = '', mayWantKey = false }: Wanted = {},
): GatewayError {
  const wanted = printable(scope).slice(0, MAX_SCOPE);
  const message = wanted
    ? `${serverName} wants a login with more rights than there are: ${wanted}.`
    : `${serverName} wants somebody to log in.`;
  const command = /^[\w.-]+$/.test(serverName) ? serverName : JSON.stringify(serverName);
  const key = mayWantKey ? '; or, if it is a key that it wants, put that under "headers"' : '';
  return new GatewayError('login_required', message, {
    hint: `A person can do so: trunkline login ${command}${configOption}${key}.`,
    ...(wanted && { data: { scope: wanted } }),
  });
}

/** The error of a login, or its renewal, that failed. What was said to us is cut, and holds no secret of ours. */
export function loginFailed(serverName: string, error: unknown): GatewayError {
  if (error instanceof GatewayError) return error;
  return new GatewayError('server_unavailable', `The login at ${serverName} failed: ${reasonOf(error)}.`, {
    ...(isOver(error) && { hint: 'Look at "oauth" in its configuration.' }),
  });
}

/** In one line; what was said to us is cut. */
export function reasonOf(error: unknown): string {
  const [text = ''] = messageOf(error).split(/\. Raw body:|\n/, 1); // a body may be anything
  const code = error instanceof OAuthError && !text.includes(error.code) ? `${error.code}: ` : '';
  return printable(code + text)
    .slice(0, MAX_REASON)
    .replace(/\.$/, '');
}

const printable = (text: string): string => text.replace(/[^\x20-\x7e]+/g, ' ').trim();
