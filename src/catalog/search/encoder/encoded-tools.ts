import { createHash } from 'node:crypto';
import type { Log } from '../../../telemetry/log.ts';
import type { SearchableTool } from '../text/tool-text.ts';
import type { Encode } from './endpoint.ts';

const MAX_TEXT = 2_000;
const BATCH = 64;
const LEARN_TIMEOUT_MS = 60_000;

/** Where vectors are kept between runs, by what they are of. */
export interface VectorStore {
  loadText(key: string): string | undefined;
  saveText(key: string, text: string): void;
}

/** A server's tools to be encoded. */
export interface ToolsOfServer {
  readonly server: string;
  readonly tools: readonly SearchableTool[];
}

interface EncodedToolsOptions {
  readonly encode: Encode;
  readonly model: string;
  readonly store: VectorStore | undefined;
  readonly log: Log;
}

/** The vectors of tools, encoded once and then kept. */
export class EncodedTools {
  readonly #options: EncodedToolsOptions;
  readonly #known = new Map<string, readonly Float32Array[]>();

  constructor(options: EncodedToolsOptions) {
    this.#options = options;
  }

  /** One vector per tool; undefined for a server whose tools have not been encoded yet. */
  find(of: ToolsOfServer): readonly Float32Array[] | undefined {
    const key = this.#keyOf(of);
    const known = this.#known.get(key) ?? unpack(this.#options.store?.loadText(key), of.tools.length);
    if (known) this.#known.set(key, known);
    return known;
  }

  /**
   * Encodes what is not known yet.
   * @throws Error where the encoder fails; what was encoded until then is kept
   */
  async learn(servers: readonly ToolsOfServer[]): Promise<void> {
    for (const of of servers) {
      if (this.find(of)) continue;
      const texts = textsOf(of);
      const vectors: Float32Array[] = [];
      for (let at = 0; at < texts.length; at += BATCH)
        vectors.push(...(await this.#options.encode(texts.slice(at, at + BATCH), LEARN_TIMEOUT_MS)));
      const key = this.#keyOf(of);
      this.#known.set(key, vectors);
      this.#options.store?.saveText(key, pack(vectors));
    }
    this.#options.log.debug({ servers: servers.length }, 'the tools are encoded');
  }

  #keyOf(of: ToolsOfServer): string {
    return createHash('sha256')
      .update(JSON.stringify([this.#options.model, textsOf(of)]))
      .digest('hex');
  }
}

function textsOf({ server, tools }: ToolsOfServer): string[] {
  return tools.map(({ name, description }) => `${server} ${name}: ${description ?? ''}`.slice(0, MAX_TEXT));
}

function pack(vectors: readonly Float32Array[]): string {
  return JSON.stringify(
    vectors.map(({ buffer, byteOffset, byteLength }) =>
      Buffer.from(buffer as ArrayBuffer, byteOffset, byteLength).toString('base64'),
    ),
  );
}

function unpack(text: string | undefined, count: number): Float32Array[] | undefined {
  if (text === undefined) return undefined;
  try {
    const packed = JSON.parse(text) as string[];
    const vectors = packed.map(
      (each) => new Float32Array(new Uint8Array(Buffer.from(each, 'base64')).buffer),
    );
    return vectors.length === count ? vectors : undefined;
  } catch {
    // What cannot be read is as good as nothing: the tools are encoded again.
    return undefined;
  }
}
