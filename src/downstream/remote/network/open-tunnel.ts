import { request as requestHttp } from 'node:http';
import { request as requestHttps } from 'node:https';
import type { Socket } from 'node:net';
import { GatewayError, messageOf } from '../../../shared/errors.ts';

/** A proxy that neither opens the tunnel nor refuses to is given up. */
const TUNNEL_TIMEOUT_MS = 30_000;

/**
 * Opens a connection to `host:port` through an HTTP proxy (CONNECT, RFC 9110 9.3.6).
 * @throws GatewayError `server_unavailable`; nothing has reached the server then
 */
export function openTunnel(proxy: URL, authority: string): Promise<Socket> {
  const request = proxy.protocol === 'https:' ? requestHttps : requestHttp;
  return new Promise((resolve, reject) => {
    const refuse = (reason: string): void =>
      reject(new GatewayError('server_unavailable', `The proxy ${proxy.host} ${reason}`));
    const connect = request({
      ...proxyAddress(proxy),
      method: 'CONNECT',
      path: authority,
      headers: { host: authority, ...proxyAuthorization(proxy) },
      agent: false,
      timeout: TUNNEL_TIMEOUT_MS,
    });
    connect.once('connect', ({ statusCode, statusMessage }, socket) => {
      connect.setTimeout(0);
      if (statusCode === 200) return resolve(socket as Socket);
      socket.destroy();
      refuse(`answered with HTTP ${statusCode} ${statusMessage}.`);
    });
    connect.once('timeout', () => connect.destroy(new Error('it does not answer')));
    connect.once('error', (error) => refuse(`cannot be used: ${messageOf(error)}.`));
    connect.end();
  });
}

/** Where a proxy listens, as options of a request. */
export function proxyAddress({ hostname, port, protocol }: URL): { hostname: string; port: number } {
  return {
    hostname: hostname.replace(/^\[(.*)\]$/, '$1'),
    port: Number(port) || (protocol === 'https:' ? 443 : 80),
  };
}

/** What a proxy's own URL says of who asks; it never reaches the server. */
export function proxyAuthorization({ username, password }: URL): Record<string, string> {
  if (username === '') return {};
  const credentials = `${decodeURIComponent(username)}:${decodeURIComponent(password)}`;
  return { 'proxy-authorization': `Basic ${Buffer.from(credentials).toString('base64')}` };
}
