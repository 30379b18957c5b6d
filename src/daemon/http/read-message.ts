import type { IncomingMessage } from 'node:http';
import type { Message } from '../../protocol/json-rpc.ts';
import { type ParseLimits, parseMessage, type RefusedFrame } from '../../protocol/parse.ts';
import type { Refusal } from './guard.ts';

const JSON_TYPE = /^application\/json\s*(?:;|$)/i;

type Read = Message | RefusedFrame | Refusal;

/**
 * Reads the one message that a POST carries, within the limits, and calls back with it or with what is wrong. It does
 * not call back where the client went away meanwhile.
 */
export function readMessage(request: IncomingMessage, limits: ParseLimits, use: (read: Read) => void): void {
  const { headers } = request;
  if (!JSON_TYPE.test(headers['content-type'] ?? ''))
    use({ status: 415, message: 'The body must be application/json.' });
  else if ((headers['content-encoding'] ?? 'identity') !== 'identity')
    use({ status: 415, message: 'The body must not be compressed.' });
  else if (Number(headers['content-length']) > limits.maxMessageBytes) use(tooLarge(limits));
  else readBody(request, limits, use);
}

function tooLarge({ maxMessageBytes }: ParseLimits): Refusal {
  return {
    status: 413,
    message: `The body is longer than ${maxMessageBytes} bytes (limits.maxMessageBytes).`,
  };
}

/** With plain listeners: an asynchronous iterator costs as much as the rest of a short request. */
function readBody(request: IncomingMessage, limits: ParseLimits, use: (read: Read) => void): void {
  const chunks: Buffer[] = [];
  let length = 0;
  request.on('data', (chunk: Buffer) => {
    length += chunk.length;
    if (length <= limits.maxMessageBytes) chunks.push(chunk);
    else if (!request.isPaused()) {
      request.pause();
      use(tooLarge(limits));
    }
  });
  request.on('end', () => {
    const body = chunks.length === 1 && chunks[0] ? chunks[0] : Buffer.concat(chunks);
    use(parseMessage(body, limits));
  });
}
