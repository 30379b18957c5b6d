import type { IncomingMessage } from 'node:http';
import { pipeline, type Readable, Transform } from 'node:stream';
import { createBrotliDecompress, createGunzip, createInflate } from 'node:zlib';
import { GatewayError } from '../../../shared/errors.ts';
import { tooLong } from '../failure.ts';

const DECODERS: Readonly<Record<string, () => Transform>> = {
  gzip: createGunzip,
  'x-gzip': createGunzip,
  deflate: createInflate,
  br: createBrotliDecompress,
};

/** The encodings that an answer may come in. */
export const ACCEPT_ENCODING = 'gzip, deflate, br';

/**
 * The decoded body of an answer. One that is too long as a whole, or of whose events one is, is told of and ends
 * with that error; it is read no further, so neither a bomb nor a line without end costs more than the limit.
 * @throws GatewayError `call_interrupted` for an encoding that was not asked for
 */
export function boundedBody(
  response: IncomingMessage,
  maxBytes: number,
  onTooLong: (error: GatewayError) => void,
): Readable {
  const decoder = decoderFor(response);
  const isStream = /^text\/event-stream/i.test(response.headers['content-type'] ?? '');
  const count = isStream ? countEvent() : countAll();
  const bound = new Transform({
    transform(chunk: Buffer, _encoding, callback) {
      if (count(chunk) <= maxBytes) {
        callback(null, chunk);
        return;
      }
      const error = tooLong(maxBytes);
      onTooLong(error); // before the reader sees it, and takes it for a lost connection
      callback(error);
    },
  });
  const parts = decoder ? [response, decoder, bound] : [response, bound];
  pipeline(parts as [Readable, Transform], () => {}); // the reader of the last part is told
  return bound;
}

function decoderFor(response: IncomingMessage): Transform | undefined {
  const name = (response.headers['content-encoding'] ?? 'identity').trim().toLowerCase();
  if (name === 'identity' || name === '') return undefined;
  const create = DECODERS[name];
  if (create) return create();
  response.destroy();
  throw new GatewayError('call_interrupted', `The server's answer has the encoding ${name.slice(0, 40)}.`, {
    hint: `The call has run, but only ${ACCEPT_ENCODING} can be read.`,
  });
}

/** How many bytes have come, with this piece. */
type Count = (piece: Buffer) => number;

function countAll(): Count {
  let bytes = 0;
  return (piece) => {
    bytes += piece.length;
    return bytes;
  };
}

/** An empty line, in any of the three ways to end one, is what events end with. */
const EVENT_ENDS = ['\n\n', '\r\n\r\n', '\r\r'].map((text) => Buffer.from(text));
const LONGEST_END = 4;

/** Counts the bytes of the event that a piece ends, or if it ends none, of the one that is under way. */
function countEvent(): Count {
  let bytes = 0;
  // The end of what came last, for an empty line that comes in two pieces.
  let tail: Buffer = Buffer.alloc(0);
  return (piece) => {
    const seen = Buffer.concat([tail, piece]);
    const ends = EVENT_ENDS.map((empty) => ({ first: seen.indexOf(empty), size: empty.length, empty }));
    const found = ends.filter(({ first }) => first >= 0);
    const soFar = bytes - tail.length;
    tail = seen.subarray(Math.max(0, seen.length - LONGEST_END + 1));
    if (found.length === 0) {
      bytes += piece.length;
      return bytes;
    }
    bytes = seen.length - Math.max(...found.map(({ empty, size }) => seen.lastIndexOf(empty) + size));
    return Math.max(bytes, soFar + Math.min(...found.map(({ first }) => first)));
  };
}
