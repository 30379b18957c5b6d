import { promisify } from 'node:util';
import { zstdCompress, zstdDecompress } from 'node:zlib';

const compress = promisify(zstdCompress);
const decompress = promisify(zstdDecompress);

/** Below it, compressing costs more than the bytes are worth. */
const MIN_BYTES = 4 * 1024;
const PLAIN = '=';
const ZSTD = 'z';

/** Keyv's compression: large texts as zstd, off the main thread; the first character says which. */
export const TEXT_COMPRESSION = {
  /** At once where there is nothing to compress. */
  compress(text: string): string | Promise<string> {
    if (text.length < MIN_BYTES) return PLAIN + text;
    return compress(text).then((compressed) => ZSTD + compressed.toString('base64'));
  },
  async decompress(stored: string): Promise<string> {
    const body = stored.slice(1);
    if (stored[0] === PLAIN) return body;
    if (stored[0] !== ZSTD) throw new Error('not a text that was stored here');
    return (await decompress(Buffer.from(body, 'base64'))).toString();
  },
};
