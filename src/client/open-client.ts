import { type ChildProcess, spawn } from 'node:child_process';
import type { JsonObject } from '../protocol/json-rpc.ts';
import { LineWire } from '../protocol/line-wire.ts';
import { OUR_META } from '../protocol/our-meta.ts';
import { Peer } from '../protocol/peer.ts';
import type { RequestOptions } from '../protocol/pending.ts';
import { LATEST_LEGACY } from '../protocol/versions.ts';
import { systemClock } from '../shared/clock.ts';
import { GatewayError } from '../shared/errors.ts';
import { VERSION } from '../shared/version.ts';

export interface ClientOptions {
  /** The configuration file; else found as for a host. */
  readonly config?: string;
  /** A profile of the configuration: the client is shown what that shows. */
  readonly profile?: string;
  /** Without the daemon that hosts share: everything in a process of this client's own. */
  readonly standalone?: boolean;
}

/** As for every request; `timeoutMs` starts anew with each progress, which `onProgress` is told of. */
export type CallOptions = Pick<RequestOptions, 'signal' | 'timeoutMs' | 'onProgress'>;

const LIMITS = { maxMessageBytes: 256 * 1024 * 1024, maxDepth: 512 };

/** A program's own connection to Trunkline, over the same entry that hosts use. */
export class Client {
  readonly #peer: Peer;
  readonly #gone: Promise<void>;

  constructor(peer: Peer, gone: Promise<void>) {
    this.#peer = peer;
    this.#gone = gone;
  }

  /** Every tool there is, `Tool[]` as MCP defines them, also where hosts are shown only how to find them. */
  async listTools(): Promise<JsonObject[]> {
    const { tools } = await this.#peer.request('tools/list', { _meta: { [OUR_META.exposure]: 'full' } });
    return tools as JsonObject[];
  }

  /**
   * Calls a tool by its published name (`server__tool`) and returns the `CallToolResult` as the server gave it.
   *
   * @throws PeerError for an unknown name or a server's own JSON-RPC error; GatewayError when it was cancelled,
   *   timed out, or the connection was lost.
   */
  callTool(name: string, args: JsonObject = {}, options: CallOptions = {}): Promise<JsonObject> {
    return this.#peer.request('tools/call', { name, arguments: args }, options);
  }

  /** Any other method of MCP, such as `resources/read`. Throws as `callTool` does. */
  request(method: string, params: JsonObject = {}, options: CallOptions = {}): Promise<JsonObject> {
    return this.#peer.request(method, params, options);
  }

  /** Ends the connection, and waits until the process that it started is gone. */
  async close(): Promise<void> {
    await this.#peer.close();
    await this.#gone;
  }
}

/** Starts the program and greets it. */
export async function openClient(program: string, options: ClientOptions): Promise<Client> {
  const args = [program, ...(options.standalone ? ['--standalone'] : [])];
  if (options.config !== undefined) args.push('--config', options.config);
  if (options.profile !== undefined) args.push('--profile', options.profile);
  const child = spawn(process.execPath, args, { stdio: ['pipe', 'pipe', 'pipe'] });
  const stderr = lastWords(child);
  const gone = new Promise<void>((resolve) => child.once('close', () => resolve()));
  const wire = new LineWire({ input: child.stdout, output: child.stdin, limits: LIMITS });
  const peer = new Peer(wire, SILENT, systemClock);
  try {
    await peer.request('initialize', {
      protocolVersion: LATEST_LEGACY,
      capabilities: {},
      clientInfo: { name: 'trunkline-client', version: VERSION },
    });
  } catch (error) {
    child.kill();
    await gone;
    throw new GatewayError('server_unavailable', stderr() || 'Trunkline did not start.', { cause: error });
  }
  peer.notify('notifications/initialized');
  return new Client(peer, gone);
}

/** Notifications have no place in this small interface, and questions are not declared as welcome. */
const SILENT = {
  request: async ({ method }: { method: string }) => ({
    error: { code: -32601, message: `Method not found: ${method}` },
  }),
  notification: () => {},
  invalid: () => {},
  closed: () => {},
};

function lastWords(child: ChildProcess): () => string {
  let text = '';
  child.stderr?.setEncoding('utf8').on('data', (chunk: string) => {
    text = (text + chunk).slice(-2_000);
  });
  return () => text.trim();
}
