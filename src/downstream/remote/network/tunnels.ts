import { type AgentOptions, type ClientRequestArgs, Agent as HttpAgent } from 'node:http';
import { Agent as HttpsAgent, type RequestOptions } from 'node:https';
import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { connect } from 'node:tls';
import { openTunnel } from './open-tunnel.ts';

type OnCreated = (error: Error | null, socket: Duplex) => void;

/** Connections through a proxy that are not encrypted: for WebSockets, which no proxy forwards otherwise. */
export class PlainTunnels extends HttpAgent {
  readonly #proxy: URL;

  constructor(proxy: URL, options: AgentOptions) {
    super(options);
    this.#proxy = proxy;
  }

  override createConnection(options: ClientRequestArgs, onCreated: OnCreated = () => {}): undefined {
    give(openTunnel(this.#proxy, authorityOf(options)), onCreated);
  }
}

/** Connections through a proxy that are encrypted up to the server. */
export class TlsTunnels extends HttpsAgent {
  readonly #proxy: URL;

  constructor(proxy: URL, options: AgentOptions) {
    super(options);
    this.#proxy = proxy;
  }

  override createConnection(options: RequestOptions, onCreated: OnCreated = () => {}): undefined {
    const tunnel = openTunnel(this.#proxy, authorityOf(options));
    const { servername } = options;
    give(
      tunnel.then((socket) => connect({ ...options, socket, ...(servername && { servername }) } as object)),
      onCreated,
    );
  }
}

function give(opening: Promise<Socket>, onCreated: OnCreated): void {
  opening.then(
    (socket) => onCreated(null, socket),
    (error: Error) => onCreated(error, undefined as never),
  );
}

function authorityOf({ host, port }: ClientRequestArgs): string {
  const name = String(host);
  return `${name.includes(':') ? `[${name}]` : name}:${port}`;
}
