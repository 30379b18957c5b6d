import { type FetchLike, type OAuthTokens, refreshAuthorization } from '@modelcontextprotocol/client';
import type { OAuthDefinition } from '../../../../config/config.ts';
import type { Login } from '../login.ts';
import { configuredClient, keyAuthentication } from './client-authentication.ts';

/** Exchanges a login's refresh token, at the server that gave it. @throws OAuthError */
export async function refresh(
  login: Login,
  { oauth, fetch }: { oauth: OAuthDefinition | undefined; fetch: FetchLike },
): Promise<OAuthTokens> {
  const { authorizationServerUrl, metadata, client, refreshToken, resource } = login;
  const clientInformation = configuredClient(oauth, metadata?.issuer ?? authorizationServerUrl) ?? client;
  if (!clientInformation || refreshToken === undefined) throw new Error('there is nothing to renew it with');
  const addClientAuthentication = keyAuthentication(oauth);
  return refreshAuthorization(authorizationServerUrl, {
    ...(metadata && { metadata }),
    clientInformation,
    refreshToken,
    ...(resource !== undefined && { resource }),
    ...(addClientAuthentication && { addClientAuthentication }),
    fetchFn: fetch,
  });
}
