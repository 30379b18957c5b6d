import { computeScopeUnion } from '@modelcontextprotocol/client';
import type { RemoteDefinition } from '../../../config/config.ts';
import type { Clock } from '../../../shared/clock.ts';
import { GatewayError, messageOf } from '../../../shared/errors.ts';
import type { Credentials, Lease } from '../../../store/credentials/credentials.ts';
import type { Log } from '../../../telemetry/log.ts';
import type { Network } from '../network/dialler.ts';
import { admitMachine } from './grants/admit-machine.ts';
import { refresh } from './grants/refresh.ts';
import { type Challenge, type Login, loginKey, loginWith, parseLogin } from './login.ts';
import { withOAuthFetch } from './oauth-fetch.ts';
import { isOver, loginFailed, loginRequired } from './refusals.ts';

interface AuthorizationOptions {
  readonly definition: RemoteDefinition;
  readonly credentials: Credentials;
  readonly network: Network;
  /** What a command has to say so that it means our configuration. */
  readonly configOption: string;
  readonly clock: Clock;
  readonly log: Log;
}

/** How often is looked whether another process has renewed the login. */
const POLL_MS = 50;

/**
 * The login at one remote server, for all connections to it. However many of them and of other processes need a new
 * token, one asks for it: here all wait for the same renewal, between processes for the holder of the lease.
 */
export class Authorization {
  readonly #options: AuthorizationOptions;
  readonly #key: string;
  #known: { readonly revision: string | undefined; readonly login: Login | undefined } | undefined;
  #renewal: Promise<string> | undefined;

  constructor(options: AuthorizationOptions) {
    this.#options = options;
    this.#key = loginKey(options.definition);
  }

  /** Only requests to it carry the token. */
  get origin(): string {
    return new URL(this.#options.definition.url).origin;
  }

  /** What a request is to carry; undefined before a login. A token that is about to expire is replaced first. */
  async token(): Promise<string | undefined> {
    const login = this.#current();
    if (!login || !this.#isDue(login) || !this.#isRenewable(login)) return login?.accessToken;
    try {
      return await this.#renewed(undefined, {});
    } catch (error) {
      if (isForPerson(error)) throw error;
      // It may still be good for a while.
      this.#options.log.warn({ server: this.#name, reason: messageOf(error) }, 'the login was not renewed');
      return login.accessToken;
    }
  }

  /**
   * Another token than the one that a server has refused, or than none.
   * @throws GatewayError `login_required` where that takes a person, `server_unavailable` where it failed
   */
  async replace(refused: string | undefined, challenge: Challenge): Promise<string> {
    try {
      const token = await this.#renewed(refused, challenge);
      // What was under way may have begun before that one was refused.
      return token === refused ? await this.#renewed(refused, challenge) : token;
    } catch (error) {
      if (isForPerson(error)) throw await this.givenUp(challenge);
      throw error;
    }
  }

  /** More rights than the token has that was refused. Throws as `replace`. */
  async widen(refused: string | undefined, challenge: Challenge): Promise<string> {
    if (this.#machine || this.#current()?.accessToken !== refused) return this.replace(refused, challenge);
    throw await this.givenUp(challenge);
  }

  /** The error of a request that no token helps; the next login knows what the server wanted. */
  async givenUp(challenge: Challenge): Promise<GatewayError> {
    if (this.#machine) return loginFailed(this.#name, new Error('its token is refused'));
    const { credentials, configOption, log } = this.#options;
    await credentials.noteChallenge(this.#key, JSON.stringify(challenge)).catch((error: unknown) => {
      log.warn({ server: this.#name, reason: messageOf(error) }, 'what it wants of a login is not kept');
    });
    const { scope, resourceMetadataUrl, wantsMore } = challenge;
    const mayWantKey = resourceMetadataUrl === undefined && !this.#current();
    return loginRequired(this.#name, { configOption, scope: wantsMore ? scope : undefined, mayWantKey });
  }

  get #name(): string {
    return this.#options.definition.name;
  }

  /** How a token is had without a person, if that is configured. */
  get #machine(): RemoteDefinition['oauth'] {
    const { oauth } = this.#options.definition;
    return oauth?.grant === 'authorization_code' ? undefined : oauth;
  }

  /** The login as it is now, whoever has changed it. */
  #current(): Login | undefined {
    const { credentials } = this.#options;
    const revision = credentials.revisionOf(this.#key);
    if (!this.#known || this.#known.revision !== revision) {
      const found = revision === undefined ? undefined : credentials.find(this.#key);
      const login = found?.secret === undefined ? undefined : parseLogin(found.secret);
      this.#known = { revision: found?.revision, login };
    }
    return this.#known.login;
  }

  #isDue({ renewAt }: Login): boolean {
    return renewAt !== undefined && renewAt <= this.#options.clock.wallTime();
  }

  #isRenewable(login: Login | undefined): boolean {
    return this.#machine !== undefined || login?.refreshToken !== undefined;
  }

  #loginRequired(): GatewayError {
    return loginRequired(this.#name, { configOption: this.#options.configOption });
  }

  #renewed(refused: string | undefined, challenge: Challenge): Promise<string> {
    this.#renewal ??= this.#renew(refused, challenge).finally(() => {
      this.#renewal = undefined;
    });
    return this.#renewal;
  }

  async #renew(refused: string | undefined, challenge: Challenge): Promise<string> {
    const { credentials, clock } = this.#options;
    for (;;) {
      const login = this.#current();
      if (login && login.accessToken !== refused && !this.#isDue(login)) return login.accessToken;
      if (!this.#isRenewable(login)) throw this.#loginRequired();
      const lease = await credentials.lease(this.#key, this.#known?.revision);
      const token = lease && (await this.#renewUnder(lease, login, challenge));
      if (token !== undefined) return token;
      await new Promise<void>((resolve) => clock.after(POLL_MS, resolve));
    }
  }

  /** Undefined where another process was faster after all. */
  async #renewUnder(
    lease: Lease,
    login: Login | undefined,
    challenge: Challenge,
  ): Promise<string | undefined> {
    const { credentials, log } = this.#options;
    const next = await this.#ask(login, challenge).catch(async (error: unknown) => {
      log.warn({ server: this.#name, reason: loginFailed(this.#name, error).message }, 'login not renewed');
      if (this.#machine || !isOver(error)) {
        await credentials.release(lease);
        throw loginFailed(this.#name, error);
      }
      if (await credentials.replace(lease, undefined)) throw this.#loginRequired();
      return undefined;
    });
    if (!next) return undefined;
    // Should it not be kept, this process at least goes on with it: the one before may be of no use any more.
    this.#known = { revision: lease.revision, login: next };
    try {
      await credentials.replace(lease, JSON.stringify(next));
    } catch (error) {
      log.error({ server: this.#name, reason: messageOf(error) }, 'the renewed login is not kept');
    }
    return next.accessToken;
  }

  #ask(login: Login | undefined, challenge: Challenge): Promise<Login> {
    const { definition, network, clock } = this.#options;
    const now = clock.wallTime();
    return withOAuthFetch(definition, network, async (fetch) => {
      const oauth = this.#machine;
      if (oauth) {
        const { url: serverUrl } = definition;
        return admitMachine({ serverUrl, oauth, challenge, grantedScope: login?.scope, fetch, now });
      }
      if (!login) throw this.#loginRequired();
      const tokens = await refresh(login, { oauth: definition.oauth, fetch });
      const scope = computeScopeUnion(tokens.scope) ?? login.scope;
      return { ...loginWith(tokens, login, now), scope };
    });
  }
}

function isForPerson(error: unknown): boolean {
  return error instanceof GatewayError && error.code === 'login_required';
}
