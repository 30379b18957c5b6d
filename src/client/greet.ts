import type { Socket } from 'node:net';
import { HELLO, type Hello, type HelloAnswer } from '../protocol/daemon/hello.ts';
import { isObject, type JsonObject } from '../protocol/json-rpc.ts';

/** A daemon that has answered, and the connection to it. */
export interface Greeted {
  readonly socket: Socket;
  readonly answer: HelloAnswer;
  /** What came right behind the answer. */
  readonly rest: Buffer;
}

/** Why there is no conversation: nobody answered in time, it is leaving, or it refused for good. */
export type NoGreeting =
  | { readonly fault: 'silent' | 'leaving' }
  | { readonly fault: 'refused'; reason: string };

/** A daemon that takes longer to say hello does not run any more, whatever its process says. */
const HELLO_TIMEOUT_MS = 2_000;
const NEWLINE = 0x0a;

/** Says hello and waits for the answer. The socket is destroyed unless it comes. */
export function greet(socket: Socket, hello: Hello): Promise<Greeted | NoGreeting> {
  const params = hello as unknown as JsonObject;
  socket.write(`${JSON.stringify({ jsonrpc: '2.0', id: HELLO, method: HELLO, params })}\n`);
  return new Promise((resolve) => {
    let received = Buffer.alloc(0);
    const settle = (outcome: Greeted | NoGreeting): void => {
      clearTimeout(timer);
      socket.off('data', read).off('close', leave).off('error', leave);
      socket.pause();
      if ('fault' in outcome) socket.on('error', () => undefined).destroy(); // it is of no use any more
      resolve(outcome);
    };
    const leave = (): void => settle({ fault: 'leaving' });
    const read = (chunk: Buffer): void => {
      received = Buffer.concat([received, chunk]);
      const end = received.indexOf(NEWLINE);
      if (end >= 0) settle(understand(received.toString('utf8', 0, end), socket, received.subarray(end + 1)));
    };
    const timer = setTimeout(() => settle({ fault: 'silent' }), HELLO_TIMEOUT_MS);
    socket.on('data', read).once('close', leave).once('error', leave);
  });
}

function understand(line: string, socket: Socket, rest: Buffer): Greeted | NoGreeting {
  const answer: unknown = parse(line);
  if (!isObject(answer)) return { fault: 'refused', reason: 'what listens there is no Trunkline' };
  if (isObject(answer.result)) return { socket, answer: answer.result as unknown as HelloAnswer, rest };
  const error = isObject(answer.error) ? answer.error : {};
  if (isObject(error.data) && error.data.isLeaving === true) return { fault: 'leaving' };
  return { fault: 'refused', reason: String(error.message) };
}

function parse(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined; // said of by the caller
  }
}
