import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import type { Readable, Writable } from 'node:stream';
import type { JsonObject } from '../../src/protocol/json-rpc.ts';
import type { Load } from './load.ts';

/** A process that speaks MCP over stdio. */
export interface Command {
  readonly command: string;
  readonly args: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
}

interface Answer {
  id?: number;
  result?: JsonObject;
  error?: { message: string };
}

const RUN_LIMIT_MS = 120_000;

/**
 * A host reduced to its wire: own line framing, answers parsed once, one write for each chunk read. Cheap,
 * so that what is measured is the process behind it. The opener closes it.
 */
export class RawHost {
  readonly pid: number;
  readonly #child: ChildProcess;
  readonly #stdin: Writable;
  readonly #waiting = new Map<number, (answer: Answer) => void>();
  #nextId = 1;
  #rest = '';
  #outgoing = '';

  constructor(child: ChildProcess & { stdin: Writable; stdout: Readable }) {
    if (child.pid === undefined) throw new Error(`cannot start ${child.spawnfile}`);
    this.pid = child.pid;
    this.#child = child;
    this.#stdin = child.stdin;
    child.stdout.setEncoding('utf8');
    child.stdout.on('data', (chunk: string) => this.#read(chunk));
    child.stdin.on('error', () => {}); // The exit that follows says more.
    child.once('exit', () => this.#failAll());
  }

  /** Starts the process; `initialize` is a separate step, so that start-up can be timed. */
  static start({ command, args, env }: Command): RawHost {
    const child = spawn(command, args, {
      stdio: ['pipe', 'pipe', 'inherit'],
      env: { PATH: process.env.PATH, ...env },
    });
    return new RawHost(child);
  }

  async initialize(): Promise<JsonObject> {
    const result = await this.request('initialize', {
      protocolVersion: '2025-11-25',
      capabilities: {},
      clientInfo: { name: 'bench', version: '1.0.0' },
    });
    this.#stdin.write('{"jsonrpc":"2.0","method":"notifications/initialized"}\n');
    return result;
  }

  request(method: string, params: JsonObject = {}): Promise<JsonObject> {
    const id = this.#nextId++;
    this.#stdin.write(`${JSON.stringify({ jsonrpc: '2.0', id, method, params })}\n`);
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, ({ result, error }) => {
        if (result) resolve(result);
        else reject(new Error(`${method}: ${error?.message ?? 'no result'}`));
      });
    });
  }

  /** Makes `calls` calls, `inFlight` at a time, each answer letting out the next; latencies in ms. */
  call({ params, calls, inFlight, accept = () => true }: Load): Promise<Float64Array> {
    const latencies = new Float64Array(calls);
    const tails = [params].flat().map((each) => `,"method":"tools/call","params":${JSON.stringify(each)}}\n`);
    let sent = 0;
    let answered = 0;
    return new Promise((resolve, reject) => {
      const limit = setTimeout(() => reject(new Error(`${answered} of ${calls} answered`)), RUN_LIMIT_MS);
      const sendNext = (): void => {
        const index = sent++;
        const id = this.#nextId++;
        const start = performance.now();
        this.#outgoing += `{"jsonrpc":"2.0","id":${id}${tails[index % tails.length]}`;
        this.#waiting.set(id, ({ result, error }) => {
          if (!result || result.isError || !accept(result))
            reject(new Error(error?.message ?? JSON.stringify(result)));
          latencies[index] = performance.now() - start;
          answered++;
          if (sent < calls) sendNext();
          else if (answered === calls) {
            clearTimeout(limit);
            resolve(latencies);
          }
        });
      };
      while (sent < inFlight) sendNext();
      this.#flush();
    });
  }

  /** Ends the process as a host does: end of input, then signals for one that ignores it. */
  async close(): Promise<void> {
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return;
    const exited = once(this.#child, 'exit');
    this.#stdin.end();
    const term = setTimeout(() => this.#child.kill('SIGTERM'), 2_000);
    const kill = setTimeout(() => this.#child.kill('SIGKILL'), 4_000);
    await exited;
    clearTimeout(term);
    clearTimeout(kill);
  }

  #failAll(): void {
    const error = { message: `${this.#child.spawnargs.join(' ')} has ended` };
    for (const settle of this.#waiting.values()) settle({ error });
    this.#waiting.clear();
  }

  #read(chunk: string): void {
    const lines = (this.#rest + chunk).split('\n');
    this.#rest = lines.pop() ?? '';
    for (const line of lines) {
      const answer: Answer = JSON.parse(line);
      if (answer.id === undefined) continue;
      const settle = this.#waiting.get(answer.id);
      this.#waiting.delete(answer.id);
      settle?.(answer);
    }
    this.#flush();
  }

  #flush(): void {
    if (!this.#outgoing) return;
    this.#stdin.write(this.#outgoing);
    this.#outgoing = '';
  }
}
