import { type LookupAddress, type LookupAllOptions, lookup as lookupName } from 'node:dns';
import { Agent as HttpAgent } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import { isIP, type LookupFunction } from 'node:net';
import { findDialFault } from './dial-fault.ts';
import { findProxy } from './find-proxy.ts';
import { PlainTunnels, TlsTunnels } from './tunnels.ts';

/** What is known of the network in the whole process. */
export interface Network {
  readonly env: NodeJS.ProcessEnv;
  /** Hosts that were found at public addresses. */
  readonly seenOutside: Set<string>;
  /** Finds the addresses of a name; the system's own way unless given. */
  readonly lookup?: Lookup;
}

type Lookup = (
  hostname: string,
  options: LookupAllOptions,
  onFound: (error: Error | null, addresses: LookupAddress[]) => void,
) => void;

interface DiallerOptions {
  /** The proxy that the server's definition names, or `none`. */
  readonly proxy: string | undefined;
  readonly network: Network;
  /** For addresses that a server outside has named. */
  readonly onlyOutside?: boolean;
}

/** How a request travels. */
export interface Route {
  readonly agent: HttpAgent;
  /** The proxy that is sent the request itself, in place of the server (plain HTTP). */
  readonly forwarder: URL | undefined;
}

/** An idle connection is let go before the server's end of it is likely to be: a request must not meet that. */
const KEEP_IDLE_MS = 4_000;

/**
 * Opens the sockets to one remote server, each to an address that was judged as it is dialled, and keeps them
 * for the next request. Whoever makes it closes it.
 */
export class Dialler {
  readonly #options: DiallerOptions;
  readonly #agents = new Map<string, HttpAgent>();

  constructor(options: DiallerOptions) {
    this.#options = options;
  }

  /** @throws GatewayError `server_unavailable` where an address, or the proxy before it, is not to be dialled */
  routeTo(url: URL): Route {
    const { proxy: configured, network, onlyOutside = false } = this.#options;
    const host = url.hostname.replace(/^\[(.*)\]$/, '$1');
    const literal = { host, addresses: [host], isEncrypted: isEncrypted(url), onlyOutside };
    const fault = isIP(host) ? findDialFault(literal, network.seenOutside) : undefined;
    if (fault) throw fault;
    const proxy = findProxy(url, { configured, env: network.env });
    const key = `${url.protocol} ${proxy?.href ?? ''}`;
    const agent = this.#agents.get(key) ?? this.#createAgent(url, proxy);
    this.#agents.set(key, agent);
    return { agent, forwarder: url.protocol === 'http:' ? proxy : undefined };
  }

  close(): void {
    for (const agent of this.#agents.values()) agent.destroy();
    this.#agents.clear();
  }

  #createAgent(url: URL, proxy: URL | undefined): HttpAgent {
    const options = { keepAlive: true, timeout: KEEP_IDLE_MS };
    const isTls = isEncrypted(url);
    if (!proxy) {
      const looking = { ...options, lookup: this.#lookupFor(isTls) };
      return isTls ? new HttpsAgent(looking) : new HttpAgent(looking);
    }
    if (url.protocol === 'http:')
      return isEncrypted(proxy) ? new HttpsAgent(options) : new HttpAgent(options);
    return isTls ? new TlsTunnels(proxy, options) : new PlainTunnels(proxy, options);
  }

  /** What is looked up here is what is dialled: nothing can change between. */
  #lookupFor(isTls: boolean): LookupFunction {
    const { onlyOutside = false, network } = this.#options;
    const { seenOutside, lookup = lookupName as Lookup } = network;
    return (hostname, options, callback) => {
      lookup(hostname, { ...options, all: true }, (error, found) => {
        const addresses = error ? [] : found;
        const asked = {
          host: hostname,
          addresses: addresses.map(({ address }) => address),
          isEncrypted: isTls,
          onlyOutside,
        };
        const fault = error ?? findDialFault(asked, seenOutside);
        const [first] = addresses;
        if (fault || !first) callback(fault ?? new Error(`${hostname} has no address`), '');
        else if (options.all) callback(null, addresses);
        else callback(null, first.address, first.family);
      });
    };
  }
}

/** Whether what goes to a URL is encrypted on its way. */
export function isEncrypted({ protocol }: URL): boolean {
  return protocol === 'https:' || protocol === 'wss:';
}
