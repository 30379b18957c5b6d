import type { IncomingMessage } from 'node:http';
import type { Message } from '../../protocol/json-rpc.ts';
import { type ParseLimits, parseMessage, type RefusedFrame } from '../../protocol/parse.ts';
import type { Refusal } from './guard.ts';

const JSON_TYPE = /^application\/json\s*(?:;|$)/i;

type Read = Message | RefusedFrame | Refusal | undefined;

/** Reads the one message that a POST carries, within the limits; undefined if the client went away meanwhile. */
export function readMessage(request: IncomingMessage, limits: ParseLimits): Promise<Read> {
  const { headers } = request;
  if (!JSON_TYPE.test(headers['content-type'] ?? ''))
    return refused(415, 'The body must be application/json.');
  if ((headers['content-encoding'] ?? 'identity') !== 'identity')
    return refused(415, 'The body must not be compressed.');
  if (Number(headers['content-length']) > limits.maxMessageBytes) return Promise.resolve(tooLarge(limits));
  return readBody(request, limits);
}

function refused(status: number, message: string): Promise<Refusal> {
  return Promise.resolve({ status, message });
}

function tooLarge({ maxMessageBytes }: ParseLimits): Refusal {
  return {
    status: 413,
    message: `The body is longer than ${maxMessageBytes} bytes (limits.maxMessageBytes).`,
  };
}

/** With plain listeners: an asynchronous iterator costs as much as the rest of a short request. */
function readBody(request: IncomingMessage, limits: ParseLimits): Promise<Read> {
  return new Promise((resolve) => {
    const chunks: Buffer[] = [];
    let length = 0;
    request.on('data', (chunk: Buffer) => {
      length += chunk.length;
      if (length > limits.maxMessageBytes) {
        request.pause();
        resolve(tooLarge(limits));
      } else chunks.push(chunk);
    });
    request.on('end', () => {
      const body = chunks.length === 1 && chunks[0] ? chunks[0] : Buffer.concat(chunks);
      resolve(parseMessage(body, limits));
    });
    const leave = (): void => resolve(undefined);
    request.on('error', leave);
    request.on('close', leave);
  });
}
