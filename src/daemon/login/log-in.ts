import type { Config, RemoteDefinition } from '../../config/config.ts';
import type { Browser } from '../../downstream/remote/oauth/person/log-in.ts';
import type { logOut } from '../../downstream/remote/oauth/person/log-out.ts';
import { systemClock } from '../../shared/clock.ts';
import { GatewayError } from '../../shared/errors.ts';
import type { Paths } from '../../shared/paths.ts';
import type { Credentials } from '../../store/credentials/credentials.ts';
import { lazyFileLog } from '../../telemetry/lazy-log.ts';
import { openStores } from '../stores.ts';

interface LoginOptions {
  readonly definition: RemoteDefinition;
  readonly config: Config;
  readonly paths: Paths;
}

/** Whom a person has become at which authorization server, in words. */
export interface LoggedIn {
  readonly issuer: string;
  readonly scope: string | undefined;
}

/**
 * Lets a person log in at a server. Whatever gateways run notice by themselves.
 * @throws GatewayError `server_unavailable`, `store_failed`
 */
export function logInAt(options: LoginOptions & { readonly browser: Browser }): Promise<LoggedIn> {
  return withCredentials(options, async (credentials) => {
    const { logIn } = await import('../../downstream/remote/oauth/person/log-in.ts');
    const login = await logIn({ ...options, credentials, network: newNetwork(), clock: systemClock });
    return { issuer: login.metadata?.issuer ?? login.authorizationServerUrl, scope: login.scope };
  });
}

/** What became of a login: it is forgotten here, and may be over where it was given. */
export type LoggedOut = Awaited<ReturnType<typeof logOut>>;

/** Forgets a login, and has it taken back where it was given, if that can be. */
export function logOutOf(options: LoginOptions): Promise<LoggedOut> {
  return withCredentials(options, async (credentials) => {
    const { logOut } = await import('../../downstream/remote/oauth/person/log-out.ts');
    return logOut({ ...options, credentials, network: newNetwork() });
  });
}

const newNetwork = () => ({ env: process.env, seenOutside: new Set<string>() });

async function withCredentials<T>(
  { config, paths }: LoginOptions,
  use: (credentials: Credentials) => Promise<T>,
): Promise<T> {
  const log = lazyFileLog({ file: paths.logFile, level: config.log.level, isVerbose: false });
  const stores = openStores(paths, { sessionTtlMs: config.session.ttlMs, clock: systemClock, log });
  try {
    if (!stores.credentials.isPersistent)
      throw new GatewayError('store_failed', `Nothing can be kept in ${paths.stateDir}, so no login either.`);
    return await use(stores.credentials);
  } finally {
    stores.close();
  }
}
