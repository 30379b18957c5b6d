import { randomBytes } from 'node:crypto';
import type {
  OAuthClientInformationContext,
  OAuthClientMetadata,
  OAuthClientProvider,
  OAuthDiscoveryState,
  OAuthTokens,
  StoredOAuthClientInformation,
} from '@modelcontextprotocol/client';
import type { OAuthDefinition } from '../../../../config/config.ts';
import { configuredClient, keyAuthentication } from '../grants/client-authentication.ts';
import type { Admission } from '../login.ts';

/**
 * For the SDK: one login of a person, from discovery to tokens. It knows no earlier one, so each begins with a
 * registration of its own, unless the configuration names a client.
 */
export class PersonProvider implements OAuthClientProvider {
  readonly redirectUrl: string;
  readonly clientMetadata: OAuthClientMetadata;
  readonly clientMetadataUrl?: string;
  readonly addClientAuthentication?: OAuthClientProvider['addClientAuthentication'];
  /** Where the person is to go; known once authorization has begun. */
  authorizationUrl: URL | undefined;
  /** Known once it has ended. */
  saved: OAuthTokens | undefined;
  readonly #oauth: OAuthDefinition | undefined;
  readonly #state = randomBytes(32).toString('base64url');
  #client: StoredOAuthClientInformation | undefined;
  #discovery: OAuthDiscoveryState | undefined;
  #verifier = '';

  constructor(oauth: OAuthDefinition | undefined, redirectUrl: string) {
    this.#oauth = oauth;
    this.redirectUrl = redirectUrl;
    const scope = oauth?.scopes.join(' ');
    this.clientMetadata = {
      client_name: 'Trunkline',
      redirect_uris: [redirectUrl],
      grant_types: ['authorization_code', 'refresh_token'],
      response_types: ['code'],
      token_endpoint_auth_method: 'none',
      ...(scope && { scope }),
    };
    if (oauth?.clientMetadataUrl !== undefined) this.clientMetadataUrl = oauth.clientMetadataUrl;
    const authentication = keyAuthentication(oauth);
    if (authentication) this.addClientAuthentication = authentication;
  }

  /** Where the login happened, and as whom. */
  get admission(): Admission {
    const {
      authorizationServerUrl = '',
      authorizationServerMetadata,
      resourceMetadata,
    } = this.#discovery ?? {};
    return {
      authorizationServerUrl,
      metadata: authorizationServerMetadata,
      client: this.#client,
      resource: resourceMetadata?.resource,
    };
  }

  state(): string {
    return this.#state;
  }

  clientInformation({
    issuer = '',
  }: Partial<OAuthClientInformationContext> = {}): StoredOAuthClientInformation | undefined {
    this.#client = configuredClient(this.#oauth, issuer) ?? this.#client;
    return this.#client;
  }

  saveClientInformation(client: StoredOAuthClientInformation): void {
    this.#client = client;
  }

  tokens(): undefined {
    return undefined;
  }

  saveTokens(tokens: OAuthTokens): void {
    this.saved = tokens;
  }

  redirectToAuthorization(url: URL): void {
    this.authorizationUrl = url;
  }

  saveCodeVerifier(verifier: string): void {
    this.#verifier = verifier;
  }

  codeVerifier(): string {
    return this.#verifier;
  }

  saveDiscoveryState(discovery: OAuthDiscoveryState): void {
    this.#discovery = discovery;
  }

  discoveryState(): OAuthDiscoveryState | undefined {
    return this.#discovery;
  }
}
