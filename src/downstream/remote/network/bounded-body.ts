import type { IncomingMessage } from 'node:http';
import { pipeline, type Readable, Transform, type TransformCallback } from 'node:stream';
import { createBrotliDecompress, createGunzip, createInflate } from 'node:zlib';
import { GatewayError } from '../../../shared/errors.ts';

const DECODERS: Readonly<Record<string, () => Transform>> = {
  gzip: createGunzip,
  'x-gzip': createGunzip,
  deflate: createInflate,
  br: createBrotliDecompress,
};

/** The encodings that an answer may come in. */
export const ACCEPT_ENCODING = 'gzip, deflate, br';

/**
 * The decoded body of an answer. One that is too long as a whole, or of whose events one is, ends with the error
 * that is returned here; it is read no further, so neither a bomb nor a line without end costs more than the limit.
 * @throws GatewayError `call_interrupted` for an encoding that was not asked for
 */
export function boundedBody(
  response: IncomingMessage,
  maxBytes: number,
  onFault: (error: Error) => void,
): Readable {
  const { headers } = response;
  const bound = /^text\/event-stream/i.test(headers['content-type'] ?? '')
    ? new EventBound(maxBytes)
    : new BodyBound(maxBytes);
  const decoder = decoderFor(headers['content-encoding']);
  const parts = decoder ? [response, decoder, bound] : [response, bound];
  pipeline(parts as [Readable, Transform], (error) => {
    if (error instanceof GatewayError) onFault(error);
  });
  return bound;
}

function decoderFor(encoding = 'identity'): Transform | undefined {
  const name = encoding.trim().toLowerCase();
  if (name === 'identity' || name === '') return undefined;
  const create = DECODERS[name];
  if (create) return create();
  throw new GatewayError('call_interrupted', `The server's answer has the encoding ${name.slice(0, 40)}.`, {
    hint: `It has run, but only ${ACCEPT_ENCODING} can be read.`,
  });
}

function tooLong(maxBytes: number): GatewayError {
  return new GatewayError('call_interrupted', `The server's answer is longer than ${maxBytes} bytes.`, {
    hint: 'It has run. For answers of that size raise "limits.maxMessageBytes" in the configuration.',
  });
}

/** Lets so many bytes through in all. */
class BodyBound extends Transform {
  readonly #maxBytes: number;
  #bytes = 0;

  constructor(maxBytes: number) {
    super();
    this.#maxBytes = maxBytes;
  }

  override _transform(chunk: Buffer, _encoding: string, callback: TransformCallback): void {
    this.#bytes += chunk.length;
    if (this.#bytes > this.#maxBytes) callback(tooLong(this.#maxBytes));
    else callback(null, chunk);
  }
}

/** An empty line, in any of the three ways to end one, is what events end with. */
const EVENT_ENDS = ['\n\n', '\r\n\r\n', '\r\r'].map((text) => Buffer.from(text));
const LONGEST_END = 4;

/** Lets so many bytes through in one server-sent event. */
class EventBound extends Transform {
  readonly #maxBytes: number;
  #bytes = 0;
  /** The end of what came last, for an empty line that comes in two pieces. */
  #tail: Buffer = Buffer.alloc(0);

  constructor(maxBytes: number) {
    super();
    this.#maxBytes = maxBytes;
  }

  override _transform(chunk: Buffer, _encoding: string, callback: TransformCallback): void {
    const seen = this.#tail.length > 0 ? Buffer.concat([this.#tail, chunk]) : chunk;
    const end = Math.max(
      ...EVENT_ENDS.map((empty) => {
        const at = seen.lastIndexOf(empty);
        return at < 0 ? -1 : at + empty.length;
      }),
    );
    this.#bytes = end < 0 ? this.#bytes + chunk.length : seen.length - end;
    this.#tail = Buffer.from(seen.subarray(Math.max(0, seen.length - LONGEST_END + 1)));
    if (this.#bytes > this.#maxBytes) callback(tooLong(this.#maxBytes));
    else callback(null, chunk);
  }
}
