import type { RemoteDefinition } from '../../../../config/config.ts';
import type { Credentials } from '../../../../store/credentials/credentials.ts';
import type { Network } from '../../network/dialler.ts';
import { revoke } from '../grants/revoke.ts';
import { type Login, loginKey, parseLogin } from '../login.ts';
import { withOAuthFetch, withServerFetch } from '../oauth-fetch.ts';
import { reasonOf } from '../refusals.ts';
import { askChallenge } from './ask-challenge.ts';

interface LogOutOptions {
  readonly definition: RemoteDefinition;
  readonly credentials: Credentials;
  readonly network: Network;
}

type Outcome =
  | { readonly was: 'not logged in' | 'revoked' | 'not revocable' }
  | { readonly was: 'not revoked'; readonly reason: string };

/** Forgets a login, and has it taken back where it was given, if that can be. @throws GatewayError `store_failed` */
export async function logOut(options: LogOutOptions): Promise<Outcome> {
  const { definition, credentials } = options;
  const key = loginKey(definition);
  const secret = credentials.find(key)?.secret;
  await credentials.remove(key);
  const login = secret === undefined ? undefined : parseLogin(secret);
  if (!login) return { was: 'not logged in' };
  try {
    return { was: (await takeBack(login, options)) ? 'revoked' : 'not revocable' };
  } catch (error) {
    return { was: 'not revoked', reason: reasonOf(error) };
  }
}

/** The server is asked first, which shows whether it is outside: if so, nothing that it named is asked inside. */
async function takeBack(login: Login, { definition, network }: LogOutOptions): Promise<boolean> {
  await withServerFetch(definition, network, (fetch) => askChallenge(definition, fetch));
  return withOAuthFetch(definition, network, (fetch) => revoke(login, { oauth: definition.oauth, fetch }));
}
