import type { FetchLike } from '@modelcontextprotocol/client';
import type { RemoteDefinition } from '../../../../config/config.ts';
import { challengeOf } from '../authorized-fetch.ts';
import type { Challenge } from '../login.ts';

const BODY = JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'tools/list', params: {} });

/** What a server wants of somebody who shows it nothing; empty where it answers. */
export async function askChallenge(
  { type, url, headers }: RemoteDefinition,
  fetch: FetchLike,
): Promise<Challenge> {
  const accept = 'application/json, text/event-stream';
  const request =
    type === 'sse'
      ? { headers: { ...headers, accept } }
      : { method: 'POST', headers: { ...headers, accept, 'content-type': 'application/json' }, body: BODY };
  const response = await fetch(url, request);
  await response.body?.cancel();
  return response.status === 401 || response.status === 403 ? challengeOf(response) : {};
}
