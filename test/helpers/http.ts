import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { request as httpRequest, type IncomingHttpHeaders } from 'node:http';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import type { JsonObject } from '../../src/protocol/json-rpc.ts';
import { fixtureEntry } from './fixture-servers.ts';
import type { Sandbox } from './sandbox.ts';

const PROGRAM = fileURLToPath(new URL('../../bin/trunkline.js', import.meta.url));
const VERSION = '2026-07-28';

interface GatewayOptions {
  readonly fixtures?: readonly string[];
  readonly servers?: Record<string, object>;
  /** Settings beside `mcpServers`. */
  readonly settings?: object;
  readonly env?: Record<string, string>;
  /** Without a token, unless said otherwise. */
  readonly flags?: readonly string[];
}

export interface HttpAnswer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
  /** The JSON body, or the last event's. */
  readonly message: JsonObject;
  /** Every event's, or the one body. */
  readonly messages: readonly JsonObject[];
}

/** The built program over HTTP. Whoever starts it closes it. */
export class HttpGateway {
  readonly url: URL;
  readonly #child: ChildProcess | undefined;
  readonly #home: string;

  private constructor(child: ChildProcess | undefined, url: URL, home: string) {
    this.#child = child;
    this.url = url;
    this.#home = home;
  }

  static async start(sandbox: Sandbox, options: GatewayOptions): Promise<HttpGateway> {
    const { fixtures = [], servers = {}, settings = {}, env = {}, flags = ['--no-auth'] } = options;
    const byName = Object.fromEntries(fixtures.map((name) => [name, fixtureEntry(name)]));
    const mcpServers = { ...byName, ...servers };
    const config = sandbox.writeConfig({ exposure: 'full', ...settings, mcpServers });
    const args = [PROGRAM, 'serve', '--http', '127.0.0.1:0', '--config', config, ...flags];
    const child = spawn(process.execPath, args, {
      env: { ...sandbox.env, ...env },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const [line] = await once(createInterface({ input: child.stdout }), 'line');
    const url = /http:\S+?(?=;)/.exec(String(line))?.[0];
    if (!url) throw new Error(`it said ${line}`);
    return new HttpGateway(child, new URL(url), sandbox.home);
  }

  /** What a daemon serves already; its test ends it. */
  static at(url: string, sandbox: Sandbox): HttpGateway {
    return new HttpGateway(undefined, new URL(url), sandbox.home);
  }

  get token(): string {
    return readFileSync(join(this.#home, '.trunkline', 'state', 'http-token'), 'utf8').trim();
  }

  /** Sends a request as it is; a `body` that is no text is sent as JSON. */
  send(
    method: string,
    {
      path = '/mcp',
      headers = {},
      body,
    }: { path?: string; headers?: Record<string, string | string[]>; body?: unknown },
  ): Promise<HttpAnswer> {
    const { promise, resolve, reject } = Promise.withResolvers<HttpAnswer>();
    const sent = httpRequest(
      { host: '127.0.0.1', port: this.url.port, method, path, agent: false, headers },
      (response) => {
        let text = '';
        response.setEncoding('utf8');
        response.on('data', (chunk: string) => {
          text += chunk;
        });
        response.on('end', () => {
          const messages = readMessages(text);
          const message = messages.at(-1) ?? {};
          resolve({ status: response.statusCode ?? 0, headers: response.headers, text, message, messages });
        });
      },
    );
    sent.on('error', reject);
    if (body === undefined) sent.end();
    else sent.end(typeof body === 'string' || Buffer.isBuffer(body) ? body : JSON.stringify(body));
    return promise;
  }

  /** A POST of one message, with the headers that every client sends. */
  post(body: unknown, headers: Record<string, string | string[]> = {}, path = '/mcp'): Promise<HttpAnswer> {
    const common = { 'content-type': 'application/json', accept: 'application/json, text/event-stream' };
    return this.send('POST', { path, headers: { ...common, ...headers }, body });
  }

  /** A request of 2026-07-28 as it should be; `headers` replace or add. */
  modern(
    method: string,
    params: JsonObject = {},
    {
      headers = {},
      path = '/mcp',
      meta = {},
    }: { headers?: Record<string, string>; path?: string; meta?: JsonObject } = {},
  ): Promise<HttpAnswer> {
    const name = params.name ?? params.uri;
    const _meta = { ...MODERN_META, ...meta };
    return this.post(
      { jsonrpc: '2.0', id: 1, method, params: { ...params, _meta } },
      {
        'mcp-protocol-version': VERSION,
        'mcp-method': method,
        ...(typeof name === 'string' && { 'mcp-name': name }),
        ...headers,
      },
      path,
    );
  }

  async close(signal: NodeJS.Signals = 'SIGTERM'): Promise<void> {
    if (!this.#child || this.#child.exitCode !== null || this.#child.signalCode !== null) return;
    const exited = once(this.#child, 'exit');
    this.#child.kill(signal);
    await exited;
  }
}

/** The least that a modern request must say of its client. */
export const MODERN_META: JsonObject = {
  'io.modelcontextprotocol/protocolVersion': VERSION,
  'io.modelcontextprotocol/clientCapabilities': {},
};

function readMessages(text: string): JsonObject[] {
  if (text.startsWith('{')) return [JSON.parse(text)];
  return [...text.matchAll(/^data: (\{.*)$/gm)].map(([, data = '{}']) => JSON.parse(data));
}
