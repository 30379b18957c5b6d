import { isIP } from 'node:net';
import type { FetchLike } from '@modelcontextprotocol/client';
import type { RemoteDefinition } from '../../../config/config.ts';
import { GatewayError } from '../../../shared/errors.ts';
import { addressKind } from '../network/address-kind.ts';
import { createFetch } from '../network/create-fetch.ts';
import { Dialler, type Network } from '../network/dialler.ts';
import { findProxy } from '../network/find-proxy.ts';

type Asked = Pick<RemoteDefinition, 'url' | 'proxy'>;

/** Documents about servers, and tokens, are no longer than this. */
const MAX_BYTES = 1024 * 1024;
const TIMEOUT_MS = 15_000;

/** Lends a `fetch` for a server itself, outside any connection. */
export function withServerFetch<T>(
  asked: Asked,
  network: Network,
  use: (fetch: FetchLike) => Promise<T>,
): Promise<T> {
  return withDialler(new Dialler({ proxy: asked.proxy, network }), use);
}

/**
 * Lends a `fetch` for what a server says of its authorization: bounded in size and time, encrypted, and never to an
 * address inside where the server itself is outside (SSRF).
 */
export async function withOAuthFetch<T>(
  asked: Asked,
  network: Network,
  use: (fetch: FetchLike) => Promise<T>,
): Promise<T> {
  const onlyOutside = !isInside(asked, network);
  return withDialler(new Dialler({ proxy: asked.proxy, network, onlyOutside }), (fetch) =>
    use((input, init) => {
      const { protocol, host } = new URL(input);
      if (onlyOutside && protocol !== 'https:')
        throw new GatewayError('server_unavailable', `${host} is not asked for a login without encryption.`);
      return fetch(input, init);
    }),
  );
}

async function withDialler<T>(dialler: Dialler, use: (fetch: FetchLike) => Promise<T>): Promise<T> {
  const fetch = createFetch({ dialler, maxBytes: MAX_BYTES, onTooLong: () => {} });
  try {
    return await use((input, init) => fetch(input, { ...init, signal: AbortSignal.timeout(TIMEOUT_MS) }));
  } finally {
    dialler.close();
  }
}

/** Whether a server is on this machine or its network, as far as is known once it has answered. */
function isInside({ url, proxy }: Asked, network: Network): boolean {
  const parsed = new URL(url);
  const host = parsed.hostname.replace(/^\[(.*)\]$/, '$1');
  if (isIP(host)) return addressKind(host) !== 'outside';
  if (host === 'localhost' || host.endsWith('.localhost')) return true;
  const isDialled = findProxy(parsed, { configured: proxy, env: network.env }) === undefined;
  return isDialled && !network.seenOutside.has(host);
}
