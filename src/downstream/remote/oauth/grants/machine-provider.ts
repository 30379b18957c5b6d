import {
  discoverAndRequestJwtAuthGrant,
  type FetchLike,
  type OAuthClientProvider,
  type StoredOAuthClientInformation,
} from '@modelcontextprotocol/client';
import type { OAuthDefinition } from '../../../../config/config.ts';
import { keyAuthentication } from './client-authentication.ts';

interface MachineContext {
  readonly client: StoredOAuthClientInformation;
  readonly issuer: string;
  readonly resource: string | undefined;
  readonly fetch: FetchLike;
}

/** For the SDK: a client that needs no person, with the request that its grant makes. */
export function machineProvider(oauth: OAuthDefinition, context: MachineContext): OAuthClientProvider {
  const addClientAuthentication = keyAuthentication(oauth);
  const unused = (): never => {
    throw new Error('nobody is asked in this grant');
  };
  return {
    redirectUrl: undefined,
    clientMetadata: { redirect_uris: [] },
    clientInformation: () => context.client,
    tokens: () => undefined,
    saveTokens: () => {},
    redirectToAuthorization: unused,
    saveCodeVerifier: unused,
    codeVerifier: unused,
    prepareTokenRequest: (scope) => prepareRequest(oauth, context, scope),
    ...(addClientAuthentication && { addClientAuthentication }),
  };
}

async function prepareRequest(
  { identityProvider }: OAuthDefinition,
  { issuer, resource, fetch }: MachineContext,
  scope: string | undefined,
): Promise<URLSearchParams> {
  const asked: Record<string, string> = scope === undefined ? {} : { scope };
  if (!identityProvider) return new URLSearchParams({ grant_type: 'client_credentials', ...asked });
  if (resource === undefined) throw new Error('it does not say what a grant would be for');
  const { issuer: idpUrl, clientId, clientSecret, idToken } = identityProvider;
  const { jwtAuthGrant: assertion } = await discoverAndRequestJwtAuthGrant({
    idpUrl,
    audience: issuer,
    resource,
    idToken,
    clientId,
    ...(clientSecret !== undefined && { clientSecret }),
    ...asked,
    fetchFn: fetch,
  });
  const grant_type = 'urn:ietf:params:oauth:grant-type:jwt-bearer';
  return new URLSearchParams({ grant_type, assertion, ...asked });
}
