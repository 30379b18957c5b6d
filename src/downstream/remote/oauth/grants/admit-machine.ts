import {
  computeScopeUnion,
  discoverOAuthServerInfo,
  type FetchLike,
  fetchToken,
  type OAuthProtectedResourceMetadata,
  selectResourceURL,
} from '@modelcontextprotocol/client';
import type { OAuthDefinition } from '../../../../config/config.ts';
import { type Challenge, type Login, loginWith } from '../login.ts';
import { configuredClient } from './client-authentication.ts';
import { machineProvider } from './machine-provider.ts';

interface MachineOptions {
  readonly serverUrl: string;
  readonly oauth: OAuthDefinition;
  /** What the server says that it wants. */
  readonly challenge: Challenge;
  /** What an earlier token was for. */
  readonly grantedScope: string | undefined;
  readonly fetch: FetchLike;
  readonly now: number;
}

/** Gets a token by a grant that needs no person. @throws OAuthError, or Error where the server does not say how */
export async function admitMachine(options: MachineOptions): Promise<Login> {
  const { serverUrl, oauth, challenge, grantedScope, fetch, now } = options;
  const { resourceMetadataUrl: documentUrl } = challenge;
  const {
    authorizationServerUrl,
    authorizationServerMetadata: metadata,
    resourceMetadata,
  } = await discoverOAuthServerInfo(serverUrl, {
    ...(documentUrl !== undefined && { resourceMetadataUrl: new URL(documentUrl) }),
    fetchFn: fetch,
  });
  const issuer = metadata?.issuer ?? authorizationServerUrl;
  const client = configuredClient(oauth, issuer);
  if (!client) throw new Error('the configuration names no client');
  const resource = resourceMetadata?.resource;
  const provider = machineProvider(oauth, { client, issuer, resource, fetch });
  await selectResourceURL(serverUrl, provider, resourceMetadata); // refuses another server's
  const scope = computeScopeUnion(grantedScope, scopeToAsk(challenge, resourceMetadata, oauth));
  const tokens = await fetchToken(provider, authorizationServerUrl, {
    ...(metadata && { metadata }),
    ...(resource !== undefined && { resource }),
    ...(scope !== undefined && { scope }),
    fetchFn: fetch,
  });
  return loginWith(tokens, { authorizationServerUrl, metadata, client: undefined, resource }, now);
}

/** In the order of the specification: what the server asks for, what it has, what the configuration says. */
function scopeToAsk(
  { scope }: Challenge,
  resourceMetadata: OAuthProtectedResourceMetadata | undefined,
  oauth: OAuthDefinition,
): string | undefined {
  return scope || resourceMetadata?.scopes_supported?.join(' ') || oauth.scopes.join(' ') || undefined;
}
