import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import {
  Client as ModernClient,
  type ClientOptions as ModernClientOptions,
} from '@modelcontextprotocol/client';
import { StdioClientTransport as ModernTransport } from '@modelcontextprotocol/client/stdio';
import { Client, type ClientOptions } from '@modelcontextprotocol/sdk/client/index.js';
import { StdioClientTransport } from '@modelcontextprotocol/sdk/client/stdio.js';
import type { JsonObject, RequestId } from '../../src/protocol/json-rpc.ts';
import { fixtureEntry } from './fixture-servers.ts';
import type { Sandbox } from './sandbox.ts';

const PROGRAM = fileURLToPath(new URL('../../bin/trunkline.js', import.meta.url));
const CLIENT_INFO = { name: 'test-host', version: '1.0.0' };

/** What stands in the host's configuration; fixtures by name are enough for most tests. */
export interface HostOptions {
  readonly fixtures?: readonly string[];
  readonly servers?: Record<string, object>;
  /** Settings beside `mcpServers`. */
  readonly settings?: object;
  readonly args?: readonly string[];
  /** Through a shim and the daemon, which the test stops; otherwise in one process. */
  readonly throughDaemon?: boolean;
  readonly env?: Record<string, string>;
}

function prepare(
  sandbox: Sandbox,
  options: HostOptions,
): { command: string; args: string[]; env: Record<string, string> } {
  const { fixtures = [], servers = {}, settings = {}, args = [], env = {}, throughDaemon = false } = options;
  const byName = Object.fromEntries(fixtures.map((name) => [name, fixtureEntry(name)]));
  const config = sandbox.writeConfig({ mcpServers: { ...byName, ...servers }, ...settings });
  return {
    command: process.execPath,
    args: [PROGRAM, ...(throughDaemon ? [] : ['--standalone']), '--config', config, ...args],
    env: { ...sandbox.env, ...env },
  };
}

/** The built program as an SDK v1 host starts it. The caller closes the client. */
export async function connectHost(
  sandbox: Sandbox,
  options: HostOptions,
  clientOptions: ClientOptions = {},
): Promise<Client> {
  const client = new Client(CLIENT_INFO, clientOptions);
  await client.connect(new StdioClientTransport({ ...prepare(sandbox, options), stderr: 'ignore' }));
  return client;
}

/** The same for a host of 2026-07-28, on the SDK v2. The caller closes the client. */
export async function connectModernHost(
  sandbox: Sandbox,
  options: HostOptions,
  clientOptions: ModernClientOptions = {},
): Promise<ModernClient> {
  const client = new ModernClient(CLIENT_INFO, {
    versionNegotiation: { mode: { pin: '2026-07-28' } },
    ...clientOptions,
  });
  await client.connect(new ModernTransport({ ...prepare(sandbox, options), stderr: 'ignore' }));
  return client;
}

/** The built program with nothing between the test and its frames. */
export function startHost(sandbox: Sandbox, options: HostOptions): RawHost {
  const { command, args, env } = prepare(sandbox, options);
  return new RawHost(spawn(command, args, { env, stdio: 'pipe' }));
}

/** A host that writes and reads raw frames. */
export class RawHost {
  readonly child: ChildProcessWithoutNullStreams;
  /** Every line that came, parsed; a line that is no JSON fails the test where it arrives. */
  readonly received: JsonObject[] = [];
  readonly exit: Promise<{ code: number | null; signal: NodeJS.Signals | null }>;
  stderr = '';
  readonly #waiting = new Set<() => void>();
  #lastId = 0;

  constructor(child: ChildProcessWithoutNullStreams) {
    this.child = child;
    child.stdin.on('error', () => {
      // A test may write to a program that it has killed.
    });
    createInterface({ input: child.stdout }).on('line', (line) => {
      this.received.push(JSON.parse(line));
      for (const check of this.#waiting) check();
    });
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      this.stderr += text;
    });
    this.exit = new Promise((resolve) => child.once('close', (code, signal) => resolve({ code, signal })));
  }

  /** Sends a message, or any bytes as they are. */
  send(frame: JsonObject | string | Buffer): void {
    const isBytes = typeof frame === 'string' || Buffer.isBuffer(frame);
    this.child.stdin.write(isBytes ? frame : `${JSON.stringify(frame)}\n`);
  }

  notify(method: string, params?: JsonObject): void {
    this.send({ jsonrpc: '2.0', method, params });
  }

  /** Sends a request and resolves with the whole answer, result or error. */
  request(
    method: string,
    params: JsonObject = {},
    id: RequestId = `host-${++this.#lastId}`,
  ): Promise<JsonObject> {
    this.send({ jsonrpc: '2.0', id, method, params });
    return this.next((message) => message.id === id && !('method' in message));
  }

  /** The first message, past or to come, that passes. */
  async next(matches: (message: JsonObject) => boolean): Promise<JsonObject> {
    const found = this.received.find(matches);
    if (found) return found;
    return new Promise((resolve) => {
      const check = (): void => {
        const message = this.received.find(matches);
        if (!message) return;
        this.#waiting.delete(check);
        resolve(message);
      };
      this.#waiting.add(check);
    });
  }

  /** Greets in the legacy way, and returns the result. */
  async initialize(capabilities: JsonObject = {}): Promise<JsonObject> {
    const answer = await this.request('initialize', {
      protocolVersion: '2025-11-25',
      capabilities,
      clientInfo: CLIENT_INFO,
    });
    this.notify('notifications/initialized');
    return answer.result as JsonObject;
  }

  /** Ends as a host does, by closing stdin, and waits for the program to go. */
  async close(): Promise<void> {
    this.child.stdin.end();
    await this.exit;
  }
}
