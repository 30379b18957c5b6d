import { createHash } from 'node:crypto';
import type {
  AuthorizationServerMetadata,
  OAuthTokens,
  StoredOAuthClientInformation,
} from '@modelcontextprotocol/client';
import type { RemoteDefinition } from '../../../config/config.ts';
import { isObject } from '../../../protocol/json-rpc.ts';

/** Which authorization server has let us in, and as whom. A token is renewed there and nowhere else. */
export interface Admission {
  readonly authorizationServerUrl: string;
  readonly metadata: AuthorizationServerMetadata | undefined;
  readonly client: StoredOAuthClientInformation | undefined;
  /** What the tokens are for (RFC 8707), as the server itself says it. */
  readonly resource: string | undefined;
}

/** What a server has given us; kept encrypted. Times are wall times in milliseconds. */
export interface Login extends Admission {
  readonly accessToken: string;
  readonly refreshToken: string | undefined;
  readonly scope: string | undefined;
  /** From then on it is replaced before it is used. */
  readonly renewAt: number | undefined;
}

/** What a server says that it wants (RFC 6750 3, RFC 9728 5.1). */
export interface Challenge {
  readonly scope?: string | undefined;
  readonly resourceMetadataUrl?: string | undefined;
  /** It knows who asks, but not that they may (403). */
  readonly wantsMore?: boolean | undefined;
}

/** A token is replaced so long before it expires; a short-lived one after four fifths of its life. */
const RENEW_EARLY_MS = 60_000;

/** A login with these tokens, obtained at `now`. */
export function loginWith(tokens: OAuthTokens, admission: Admission, now: number): Login {
  const { access_token: accessToken, refresh_token: refreshToken, expires_in: lifetime, scope } = tokens;
  const lifetimeMs = lifetime === undefined ? undefined : lifetime * 1_000;
  return {
    ...admission,
    accessToken,
    refreshToken,
    scope,
    renewAt: lifetimeMs && now + Math.max(lifetimeMs - RENEW_EARLY_MS, lifetimeMs * 0.8),
  };
}

/** Under which a server's login is kept: of another name, address or client there is none. */
export function loginKey({ name, url, oauth }: RemoteDefinition): string {
  const { grant = 'authorization_code', clientId, clientMetadataUrl, issuer } = oauth ?? {};
  const identity = [name, url, grant, clientId ?? null, clientMetadataUrl ?? null, issuer ?? null];
  return createHash('sha256').update(JSON.stringify(identity)).digest('hex');
}

/** Undefined for what this version cannot read. */
export function parseLogin(text: string): Login | undefined {
  const parsed = parseObject(text);
  return typeof parsed?.accessToken === 'string' && typeof parsed.authorizationServerUrl === 'string'
    ? (parsed as unknown as Login)
    : undefined;
}

export function parseChallenge(text: string | undefined): Challenge {
  return (text === undefined ? undefined : parseObject(text)) ?? {};
}

function parseObject(text: string): Record<string, unknown> | undefined {
  try {
    const parsed: unknown = JSON.parse(text);
    return isObject(parsed) ? parsed : undefined;
  } catch {
    return undefined; // torn: as good as none
  }
}
