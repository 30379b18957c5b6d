import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import type { Readable, Writable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import type { JsonObject, JsonRpcNotification, JsonRpcRequest } from '../../src/protocol/json-rpc.ts';

/** What a host sent, as recorded from the real program. */
export interface Transcript {
  readonly host: string;
  /** The host's results for what a server asks it, by method. */
  readonly answers?: Readonly<Record<string, JsonObject>>;
  readonly frames: readonly (JsonRpcRequest | JsonRpcNotification)[];
}

interface ReplayOptions {
  readonly args: readonly string[];
  readonly env: Record<string, string>;
  readonly answers?: Transcript['answers'];
}

const PROGRAM = fileURLToPath(new URL('../../bin/trunkline.js', import.meta.url));
const ACKNOWLEDGED = 'notifications/subscriptions/acknowledged';

/** Plays a recorded host against the built program. The opener closes it. */
export class Replay {
  /** Notifications as they came. */
  readonly notifications: JsonRpcNotification[] = [];
  readonly #child: ChildProcess;
  readonly #stdin: Writable;
  readonly #answers: NonNullable<Transcript['answers']>;
  readonly #waiting = new Map<unknown, (message: JsonObject) => void>();

  private constructor(
    child: ChildProcess & { stdin: Writable; stdout: Readable },
    answers: Transcript['answers'] = {},
  ) {
    this.#child = child;
    this.#stdin = child.stdin;
    this.#answers = answers;
    createInterface({ input: child.stdout }).on('line', (line) => this.#receive(JSON.parse(line)));
  }

  static start({ args, env, answers }: ReplayOptions): Replay {
    const child = spawn(process.execPath, [PROGRAM, ...args], { stdio: ['pipe', 'pipe', 'inherit'], env });
    return new Replay(child, answers);
  }

  /** Sends a frame; of a request, waits for the answer, of `subscriptions/listen` for what acknowledges it. */
  send(frame: JsonRpcRequest | JsonRpcNotification): Promise<JsonObject | undefined> {
    const answered = 'id' in frame ? this.#awaitAnswer(frame.id) : Promise.resolve(undefined);
    this.#write(frame);
    return answered;
  }

  /** Ends the program as most hosts do. @returns its exit code. */
  async close(): Promise<number | null> {
    const exited = once(this.#child, 'exit');
    this.#stdin.end();
    const [code] = await exited;
    return code;
  }

  #awaitAnswer(id: unknown): Promise<JsonObject> {
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, resolve);
      this.#child.once('exit', () => reject(new Error(`The program ended before it answered ${id}.`)));
    });
  }

  #receive(message: JsonObject & { params?: { _meta?: JsonObject } }): void {
    if (typeof message.method === 'string') {
      if ('id' in message) this.#answer(message.id, message.method);
      else this.notifications.push(message as unknown as JsonRpcNotification);
    }
    const isAcknowledgement = message.method === ACKNOWLEDGED;
    const id = isAcknowledgement
      ? message.params?._meta?.['io.modelcontextprotocol/subscriptionId']
      : message.id;
    if (message.method !== undefined && !isAcknowledgement) return;
    this.#waiting.get(id)?.(message);
    this.#waiting.delete(id);
  }

  #answer(id: unknown, method: string): void {
    const result = this.#answers[method];
    const outcome = result ? { result } : { error: { code: -32601, message: 'Method not found' } };
    this.#write({ jsonrpc: '2.0', id, ...outcome });
  }

  #write(message: object): void {
    this.#stdin.write(`${JSON.stringify(message)}\n`);
  }
}
