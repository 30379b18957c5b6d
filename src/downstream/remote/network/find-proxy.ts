import { BlockList, isIP } from 'node:net';
import { GatewayError } from '../../../shared/errors.ts';
import { addressKind } from './address-kind.ts';

interface ProxySettings {
  /** As the server's definition says: a URL, or `none`; undefined leaves it to the environment. */
  readonly configured: string | undefined;
  readonly env: NodeJS.ProcessEnv;
}

/**
 * The proxy through which a URL is reached; undefined where there is none. The environment's never stands
 * before a server on this machine.
 * @throws GatewayError `server_unavailable` for a proxy that cannot be used
 */
export function findProxy(url: URL, { configured, env }: ProxySettings): URL | undefined {
  if (configured !== undefined) return configured === 'none' ? undefined : parseProxy(configured, '"proxy"');
  if (isHere(url.hostname) || isExempt(url, readVariable(env, 'no_proxy')?.value ?? '')) return undefined;
  const isSecure = url.protocol === 'https:' || url.protocol === 'wss:';
  const named = readVariable(env, isSecure ? 'https_proxy' : 'http_proxy') ?? readVariable(env, 'all_proxy');
  return named && parseProxy(named.value, named.name);
}

/** Both spellings are in use; where both are set the lower case counts, as for curl. */
function readVariable(env: NodeJS.ProcessEnv, name: string): { name: string; value: string } | undefined {
  const spellings = [name, name.toUpperCase()];
  return spellings
    .map((spelling) => ({ name: spelling, value: env[spelling] ?? '' }))
    .find(({ value }) => value);
}

function parseProxy(text: string, from: string): URL {
  const url = URL.parse(text.includes('://') ? text : `http://${text}`);
  if (url && (url.protocol === 'http:' || url.protocol === 'https:')) return url;
  const what = url ? `a proxy of the kind ${url.protocol}` : 'no proxy that can be understood';
  throw new GatewayError('server_unavailable', `${from} names ${what}.`, {
    hint: 'HTTP proxies alone can be used: http://host:port. Say "proxy" for the server, or add it to NO_PROXY.',
  });
}

function isHere(hostname: string): boolean {
  const host = bare(hostname);
  if (isIP(host)) return host === '::1' || host.startsWith('127.') || addressKind(host) === 'forbidden';
  return host === 'localhost' || host.endsWith('.localhost');
}

/** Whether NO_PROXY names a host: by name (and what is below it), address, subnet, or `*`; with or without port. */
function isExempt(url: URL, list: string): boolean {
  const host = bare(url.hostname);
  const port = url.port || (url.protocol === 'https:' || url.protocol === 'wss:' ? '443' : '80');
  return list
    .toLowerCase()
    .split(/[\s,]+/)
    .filter((entry) => entry !== '')
    .some((entry) => {
      if (entry === '*') return true;
      const [, name = entry, onPort] = /^(\[[^\]]+\]|[^:]+):(\d+)$/.exec(entry) ?? [];
      if (onPort !== undefined && onPort !== port) return false;
      return isIP(host) ? isInSubnet(host, bare(name)) : isBelow(host, name);
    });
}

function isBelow(host: string, name: string): boolean {
  const domain = name.replace(/^\*?\./, '');
  return host === domain || host.endsWith(`.${domain}`);
}

function isInSubnet(host: string, entry: string): boolean {
  const [address = '', prefix] = entry.split('/');
  const family = isIP(address) === 6 ? 'ipv6' : 'ipv4';
  if (!isIP(address) || isIP(host) !== isIP(address)) return false;
  const bits = Number(prefix ?? (family === 'ipv6' ? 128 : 32));
  if (!Number.isInteger(bits) || bits < 0 || bits > (family === 'ipv6' ? 128 : 32)) return false;
  const list = new BlockList();
  list.addSubnet(address, bits, family);
  return list.check(host, family);
}

function bare(hostname: string): string {
  return hostname.replace(/^\[(.*)\]$/, '$1').replace(/\.$/, '');
}
