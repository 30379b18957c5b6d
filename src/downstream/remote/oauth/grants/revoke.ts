import {
  assertSecureTokenEndpoint,
  type FetchLike,
  type StoredOAuthClientInformation,
  selectClientAuthMethod,
} from '@modelcontextprotocol/client';
import type { OAuthDefinition } from '../../../../config/config.ts';
import type { Login } from '../login.ts';
import { configuredClient, keyAuthentication } from './client-authentication.ts';

/**
 * Tells the server that gave a login that it is over (RFC 7009).
 * @returns false where that takes no such word
 * @throws Error where it refuses, or cannot be reached
 */
export async function revoke(
  login: Login,
  { oauth, fetch }: { oauth: OAuthDefinition | undefined; fetch: FetchLike },
): Promise<boolean> {
  const { metadata, authorizationServerUrl, accessToken, refreshToken } = login;
  const { revocation_endpoint: endpoint } = (metadata ?? {}) as Record<string, unknown>;
  const client = configuredClient(oauth, metadata?.issuer ?? authorizationServerUrl) ?? login.client;
  if (typeof endpoint !== 'string' || !client) return false;
  assertSecureTokenEndpoint(endpoint);
  // The one that lasts first: with it, most servers take back all that came of it.
  const tokens = [
    ['refresh_token', refreshToken],
    ['access_token', accessToken],
  ] as const;
  for (const [kind, token] of tokens) {
    if (token === undefined) continue;
    const body = new URLSearchParams({ token, token_type_hint: kind });
    const headers = new Headers({ 'content-type': 'application/x-www-form-urlencoded' });
    await authenticate({ headers, body }, { endpoint, login, oauth, client });
    const response = await fetch(endpoint, { method: 'POST', headers, body });
    await response.body?.cancel();
    if (!response.ok) throw new Error(`${new URL(endpoint).host} answers ${response.status}`);
  }
  return true;
}

interface Asked {
  readonly headers: Headers;
  readonly body: URLSearchParams;
}

interface As {
  readonly endpoint: string;
  readonly login: Login;
  readonly oauth: OAuthDefinition | undefined;
  readonly client: StoredOAuthClientInformation;
}

/** Says who we are in the way that this server takes (RFC 6749 2.3.1, RFC 7523). */
async function authenticate({ headers, body }: Asked, { endpoint, login, oauth, client }: As): Promise<void> {
  const { metadata } = login;
  const byKey = keyAuthentication(oauth);
  if (byKey) return byKey(headers, body, endpoint, metadata);
  const { revocation_endpoint_auth_methods_supported: here, token_endpoint_auth_methods_supported: there } =
    (metadata ?? {}) as Record<string, unknown>;
  const taken = [here, there].find(Array.isArray) ?? [];
  const { client_id: clientId, client_secret: secret } = client;
  if (selectClientAuthMethod(client, taken) === 'client_secret_basic') {
    // As it is when tokens are asked for: what was understood then is now.
    headers.set('authorization', `Basic ${btoa(`${clientId}:${secret ?? ''}`)}`);
    return;
  }
  body.set('client_id', clientId);
  if (secret !== undefined) body.set('client_secret', secret);
}
