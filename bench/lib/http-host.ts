import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { Agent, request as httpRequest } from 'node:http';
import { createServer } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import type { JsonObject } from '../../src/protocol/json-rpc.ts';
import type { Load } from './load.ts';
import type { Command } from './raw-host.ts';

const START_LIMIT_MS = 15_000;
const VERSION = '2026-07-28';
const META = {
  'io.modelcontextprotocol/protocolVersion': VERSION,
  'io.modelcontextprotocol/clientCapabilities': {},
  'io.modelcontextprotocol/clientInfo': { name: 'bench', version: '1.0.0' },
};

/** A port that nothing listens on just now. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  if (address === null || typeof address === 'string') throw new Error('no port is free');
  return address.port;
}

/** A host of 2026-07-28 reduced to POSTs over kept connections. The opener closes it. */
export class HttpHost {
  readonly pid: number;
  readonly #child: ChildProcess;
  readonly #url: URL;
  readonly #agent = new Agent({ keepAlive: true, maxSockets: 64 });
  #nextId = 1;

  private constructor(child: ChildProcess, url: URL) {
    if (child.pid === undefined) throw new Error(`cannot start ${child.spawnfile}`);
    this.pid = child.pid;
    this.#child = child;
    this.#url = url;
  }

  /** Starts the process, and waits until it answers at `url`. */
  static async start({ command, args, env }: Command, url: string): Promise<HttpHost> {
    const child = spawn(command, args, {
      stdio: ['ignore', 'ignore', 'inherit'],
      env: { PATH: process.env.PATH, ...env },
    });
    const host = new HttpHost(child, new URL(url));
    const deadline = performance.now() + START_LIMIT_MS;
    for (;;) {
      const isUp = await host.request('tools/list').then(
        () => true,
        () => false,
      );
      if (isUp) return host;
      if (performance.now() > deadline) {
        await host.close();
        throw new Error(`nothing answers at ${url}`);
      }
      await pause(100);
    }
  }

  request(method: string, params: JsonObject = {}): Promise<JsonObject> {
    const id = this.#nextId++;
    const body = JSON.stringify({ jsonrpc: '2.0', id, method, params: { ...params, _meta: META } });
    return new Promise((resolve, reject) => {
      const headers = {
        'content-type': 'application/json',
        accept: 'application/json, text/event-stream',
        'content-length': Buffer.byteLength(body),
        'mcp-protocol-version': VERSION,
        'mcp-method': method,
        ...(typeof params.name === 'string' && { 'mcp-name': params.name }),
      };
      const sent = httpRequest(this.#url, { method: 'POST', agent: this.#agent, headers }, (response) => {
        let text = '';
        response.setEncoding('utf8');
        response.on('data', (chunk: string) => {
          text += chunk;
        });
        response.on('end', () => {
          const result = readResult(text);
          if (result) resolve(result);
          else reject(new Error(`${method}: HTTP ${response.statusCode}: ${text.slice(0, 200)}`));
        });
      });
      sent.on('error', reject);
      sent.end(body);
    });
  }

  /** Makes `calls` calls, `inFlight` at a time; latencies in ms. */
  async call({ params, calls, inFlight }: Load): Promise<number[]> {
    const latencies: number[] = [];
    const each = [params].flat();
    let sent = 0;
    const worker = async (): Promise<void> => {
      while (sent < calls) {
        const index = sent++;
        const start = performance.now();
        await this.request('tools/call', each[index % each.length]);
        latencies.push(performance.now() - start);
      }
    };
    await Promise.all(Array.from({ length: inFlight }, worker));
    return latencies;
  }

  async close(): Promise<void> {
    this.#agent.destroy();
    if (this.#child.exitCode !== null) return;
    const exited = once(this.#child, 'exit');
    this.#child.kill('SIGTERM');
    const kill = setTimeout(() => this.#child.kill('SIGKILL'), 8_000);
    await exited;
    clearTimeout(kill);
  }
}

/** The result in a JSON body, or in the last event of a stream. */
function readResult(text: string): JsonObject | undefined {
  const json = text.startsWith('{')
    ? text
    : (/^data: (.*)$/m.exec(text.slice(text.lastIndexOf('data:')))?.[1] ?? '{}');
  const { result }: { result?: JsonObject } = JSON.parse(json);
  return result;
}
