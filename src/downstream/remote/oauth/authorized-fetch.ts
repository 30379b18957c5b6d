import { extractWWWAuthenticateParams, type FetchLike } from '@modelcontextprotocol/client';
import type { GatewayError } from '../../../shared/errors.ts';
import type { Authorization } from './authorization.ts';
import type { Challenge } from './login.ts';

type Init = Parameters<FetchLike>[1];

/**
 * A `fetch` that shows a server its token, and once more where that was refused and another could be had.
 * Fails as `Authorization.replace`; of that, `onRefused` is told before.
 */
export function authorizedFetch(
  fetch: FetchLike,
  authorization: Authorization,
  onRefused: (error: GatewayError) => void = () => {},
): FetchLike {
  return async (input, init) => {
    if (new URL(input).origin !== authorization.origin) return fetch(input, init);
    try {
      const token = await authorization.token();
      const response = await fetch(input, withToken(init, token));
      if (!isRefusal(response)) return response;
      await response.body?.cancel();
      const ask = response.status === 401 ? authorization.replace : authorization.widen;
      const next = await ask.call(authorization, token, challengeOf(response));
      const again = await fetch(input, withToken(init, next));
      if (!isRefusal(again)) return again;
      await again.body?.cancel();
      throw await authorization.givenUp(challengeOf(again));
    } catch (error) {
      onRefused(error as GatewayError);
      throw error;
    }
  };
}

/** Whether an answer is about who asks. */
function isRefusal(response: Response): boolean {
  const { status } = response;
  return (
    status === 401 ||
    (status === 403 && extractWWWAuthenticateParams(response).error === 'insufficient_scope')
  );
}

/** What a refusal says that is wanted. */
export function challengeOf(response: Response): Challenge {
  const { scope, resourceMetadataUrl } = extractWWWAuthenticateParams(response);
  return {
    scope,
    resourceMetadataUrl: resourceMetadataUrl?.href,
    ...(response.status === 403 && { wantsMore: true }),
  };
}

function withToken(init: Init, token: string | undefined): Init {
  if (token === undefined) return init;
  const headers = new Headers(init?.headers);
  headers.set('authorization', `Bearer ${token}`);
  return { ...init, headers };
}
