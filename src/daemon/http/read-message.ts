import type { IncomingMessage } from 'node:http';
import type { Message } from '../../protocol/json-rpc.ts';
import { type ParseLimits, parseMessage, type RefusedFrame } from '../../protocol/parse.ts';
import type { Refusal } from './guard.ts';

const JSON_TYPE = /^application\/json\s*(?:;|$)/i;

/** Reads the one message that a POST carries, within the limits; undefined if the client went away meanwhile. */
export async function readMessage(
  request: IncomingMessage,
  limits: ParseLimits,
): Promise<Message | RefusedFrame | Refusal | undefined> {
  const { headers } = request;
  if (!JSON_TYPE.test(headers['content-type'] ?? '')) {
    return { status: 415, message: 'The body must be application/json.' };
  }
  if ((headers['content-encoding'] ?? 'identity') !== 'identity') {
    return { status: 415, message: 'The body must not be compressed.' };
  }
  if (Number(headers['content-length']) > limits.maxMessageBytes) return tooLarge(limits);
  const body = await readBody(request, limits.maxMessageBytes);
  if (body === 'gone') return undefined;
  return body === 'too large' ? tooLarge(limits) : parseMessage(body, limits);
}

function tooLarge({ maxMessageBytes }: ParseLimits): Refusal {
  return {
    status: 413,
    message: `The body is longer than ${maxMessageBytes} bytes (limits.maxMessageBytes).`,
  };
}

/** With plain listeners: an asynchronous iterator costs as much as the rest of a short request. */
function readBody(request: IncomingMessage, maxBytes: number): Promise<Buffer | 'gone' | 'too large'> {
  return new Promise((resolve) => {
    const chunks: Buffer[] = [];
    let length = 0;
    request.on('data', (chunk: Buffer) => {
      length += chunk.length;
      if (length > maxBytes) {
        request.pause();
        resolve('too large');
      } else chunks.push(chunk);
    });
    request.on('end', () => resolve(chunks.length === 1 && chunks[0] ? chunks[0] : Buffer.concat(chunks)));
    request.on('error', () => resolve('gone'));
    request.on('close', () => resolve('gone'));
  });
}
