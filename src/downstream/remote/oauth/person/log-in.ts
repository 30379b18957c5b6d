import {
  auth,
  computeScopeUnion,
  type FetchLike,
  validateAuthorizationResponseIssuer,
} from '@modelcontextprotocol/client';
import type { RemoteDefinition } from '../../../../config/config.ts';
import type { Clock } from '../../../../shared/clock.ts';
import type { Credentials } from '../../../../store/credentials/credentials.ts';
import type { Network } from '../../network/dialler.ts';
import { type Challenge, type Login, loginKey, loginWith, parseChallenge, parseLogin } from '../login.ts';
import { withOAuthFetch, withServerFetch } from '../oauth-fetch.ts';
import { loginFailed } from '../refusals.ts';
import { askChallenge } from './ask-challenge.ts';
import { PersonProvider } from './person-provider.ts';

/** How a person gets to an authorization server, and comes back. */
export interface Browser {
  /** Where they are sent back to. */
  readonly redirectUrl: string;
  /** Resolves with the parameters that they come back with; what has not the URL's `state` is not theirs. */
  visit(url: URL): Promise<URLSearchParams>;
}

interface LogInOptions {
  readonly definition: RemoteDefinition;
  readonly credentials: Credentials;
  readonly network: Network;
  readonly browser: Browser;
  readonly clock: Clock;
}

/**
 * Lets a person log in at a server, and keeps what it gives for all processes of this user.
 * @throws GatewayError `server_unavailable` where it fails, `store_failed`
 */
export async function logIn(options: LogInOptions): Promise<Login> {
  const { definition, credentials, network, browser, clock } = options;
  try {
    const wanted = await withServerFetch(definition, network, (fetch) => askChallenge(definition, fetch));
    const provider = new PersonProvider(definition.oauth, browser.redirectUrl);
    await withOAuthFetch(definition, network, (fetch) =>
      authorize(provider, { ...options, challenge: withEarlier(wanted, options), fetch }),
    );
    if (!provider.saved) throw new Error('there is no token');
    const login = loginWith(provider.saved, provider.admission, clock.wallTime());
    await credentials.save(loginKey(definition), JSON.stringify(login));
    return login;
  } catch (error) {
    throw loginFailed(definition.name, error);
  }
}

/** What a call was refused for counts too, and what an earlier login was for is asked for again. */
function withEarlier(wanted: Challenge, { definition, credentials }: LogInOptions): Challenge {
  const key = loginKey(definition);
  const noted = parseChallenge(credentials.findChallenge(key));
  const login = parseLogin(credentials.find(key)?.secret ?? '');
  const isMore = noted.wantsMore === true;
  return {
    scope: computeScopeUnion(isMore ? login?.scope : undefined, wanted.scope, noted.scope),
    resourceMetadataUrl: wanted.resourceMetadataUrl ?? noted.resourceMetadataUrl,
  };
}

interface AuthorizeOptions extends LogInOptions {
  readonly challenge: Challenge;
  readonly fetch: FetchLike;
}

async function authorize(provider: PersonProvider, options: AuthorizeOptions): Promise<void> {
  const { definition, browser, challenge, fetch } = options;
  const { scope, resourceMetadataUrl: documentUrl } = challenge;
  const asked = {
    serverUrl: definition.url,
    ...(scope !== undefined && { scope }),
    ...(documentUrl !== undefined && { resourceMetadataUrl: new URL(documentUrl) }),
    fetchFn: fetch,
  };
  await auth(provider, asked);
  if (!provider.authorizationUrl) throw new Error('the authorization server names no address to go to');
  const answer = await browser.visit(provider.authorizationUrl);
  const authorizationCode = codeIn(answer, provider);
  const iss = answer.get('iss');
  await auth(provider, { ...asked, authorizationCode, ...(iss !== null && { iss }) });
}

/** The code that a person came back with. What an answer of somebody else says is not even looked at (RFC 9207). */
function codeIn(answer: URLSearchParams, provider: PersonProvider): string {
  if (answer.get('state') !== provider.state()) throw new Error('the answer is not to our question');
  const { metadata } = provider.admission;
  validateAuthorizationResponseIssuer({
    iss: answer.get('iss') ?? undefined,
    expectedIssuer: metadata?.issuer,
    issParameterSupported: metadata?.authorization_response_iss_parameter_supported === true,
  });
  const code = answer.get('code');
  if (code) return code;
  throw new Error(`access was not given: ${answer.get('error') ?? 'without a reason'}`);
}
