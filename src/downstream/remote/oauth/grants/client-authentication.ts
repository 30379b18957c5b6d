import {
  type AddClientAuthentication,
  createPrivateKeyJwtAuth,
  type StoredOAuthClientInformation,
} from '@modelcontextprotocol/client';
import type { OAuthDefinition } from '../../../../config/config.ts';

/** Who we are at an authorization server, where the configuration says so. @throws Error where it names another one */
export function configuredClient(
  oauth: OAuthDefinition | undefined,
  issuer: string,
): StoredOAuthClientInformation | undefined {
  if (oauth?.issuer !== undefined && withoutSlash(oauth.issuer) !== withoutSlash(issuer))
    throw new Error(`it names ${issuer} as its authorization server, and the configuration another`);
  if (oauth?.clientId === undefined) return undefined;
  const { clientId: client_id, clientSecret: client_secret } = oauth;
  return { client_id, issuer, ...(client_secret !== undefined && { client_secret }) };
}

const withoutSlash = (url: string): string => url.replace(/\/$/, '');

/** How we prove it with a key (RFC 7523); undefined where a secret, or nothing, does. */
export function keyAuthentication(oauth: OAuthDefinition | undefined): AddClientAuthentication | undefined {
  if (oauth?.privateKey === undefined || oauth.clientId === undefined) return undefined;
  const { clientId, privateKey, signingAlgorithm: alg } = oauth;
  return createPrivateKeyJwtAuth({ issuer: clientId, subject: clientId, privateKey, alg });
}
