import type { Clock } from '../../../shared/clock.ts';
import { messageOf } from '../../../shared/errors.ts';
import type { Log } from '../../../telemetry/log.ts';
import { type Meanings, normalize } from '../meaning/meanings.ts';
import { EncodedTools, type ToolsOfServer, type VectorStore } from './encoded-tools.ts';
import { type Encode, type EncoderAddress, openEndpoint } from './endpoint.ts';

const QUERY_TIMEOUT_MS = 3_000;
const PAUSE_MS = 60_000;
const LANES = 4;

/** What an encoder makes of a catalog and a request. */
export interface Encoded {
  /** In the order of the tools that were asked about. */
  readonly tools: Meanings;
  readonly servers: Meanings;
  /** By text. */
  readonly directions: ReadonlyMap<string, Float32Array>;
}

export interface EncoderSearchOptions extends EncoderAddress {
  readonly store: VectorStore | undefined;
  readonly clock: Clock;
  readonly log: Log;
}

/** Asks an encoder what tools and requests mean. While it does not answer, search goes on without it. */
export class EncoderSearch {
  readonly #encode: Encode;
  readonly #tools: EncodedTools;
  readonly #options: EncoderSearchOptions;
  #made: { readonly of: readonly ToolsOfServer[]; readonly space: Space } | undefined;
  #learning: Promise<void> | undefined;
  #pausedUntil = 0;
  #isFailing = false;

  constructor(options: EncoderSearchOptions) {
    this.#options = options;
    this.#encode = openEndpoint(options);
    this.#tools = new EncodedTools({ ...options, encode: this.#encode });
  }

  /** Undefined while the tools are still being encoded, and while the encoder fails. */
  async read(servers: readonly ToolsOfServer[], texts: readonly string[]): Promise<Encoded | undefined> {
    if (this.#options.clock.now() < this.#pausedUntil) return undefined;
    try {
      const space = this.#spaceOf(servers);
      if (!space) return undefined;
      const vectors = await this.#encode(texts, QUERY_TIMEOUT_MS);
      this.#isFailing = false;
      return {
        tools: space.tools,
        servers: space.servers,
        directions: new Map(texts.map((text, i) => [text, space.place(vectors[i])])),
      };
    } catch (error) {
      this.#pause(error);
      return undefined;
    }
  }

  /** Resolves once what is being encoded is, or has failed. */
  async settle(): Promise<void> {
    await this.#learning;
  }

  #spaceOf(servers: readonly ToolsOfServer[]): Space | undefined {
    if (this.#made?.of === servers) return this.#made.space;
    const vectors = servers.map((of) => this.#tools.find(of));
    if (vectors.includes(undefined)) {
      this.#learning ??= this.#tools
        .learn(servers)
        .catch((error) => this.#pause(error))
        .finally(() => {
          this.#learning = undefined;
        });
      return undefined;
    }
    const space = new Space(vectors.map((each) => each ?? []));
    this.#made = { of: servers, space };
    return space;
  }

  #pause(error: unknown): void {
    const { clock, log, url } = this.#options;
    this.#pausedUntil = clock.now() + PAUSE_MS;
    if (!this.#isFailing)
      log.warn({ url, error: messageOf(error) }, 'the encoder fails; search goes on without it');
    this.#isFailing = true;
  }
}

/** Vectors without what all of them share: encoders put every text into one corner. */
class Space {
  readonly tools: Meanings;
  readonly servers: Meanings;
  readonly #mean: Float32Array;

  constructor(vectorsByServer: readonly (readonly Float32Array[])[]) {
    const vectors = vectorsByServer.flat();
    const size = vectors[0]?.length ?? 0;
    this.#mean = new Float32Array(Math.ceil(size / LANES) * LANES);
    for (const vector of vectors) addTo(this.#mean, vector, 1 / vectors.length);
    this.tools = this.#join(vectors);
    this.servers = this.#join(
      vectorsByServer.map((each) => {
        const sum = new Float32Array(size);
        for (const vector of each) addTo(sum, vector, 1 / each.length);
        return sum;
      }),
    );
  }

  place(vector: Float32Array | undefined): Float32Array {
    const placed = this.#mean.map((mean, i) => (vector?.[i] ?? mean) - mean);
    normalize(placed);
    return placed;
  }

  #join(vectors: readonly Float32Array[]): Meanings {
    const dimensions = this.#mean.length;
    const values = new Float32Array(vectors.length * dimensions);
    vectors.forEach((vector, row) => {
      values.set(this.place(vector), row * dimensions);
    });
    return { values, dimensions };
  }
}

function addTo(sum: Float32Array, vector: Float32Array, weight: number): void {
  for (let i = 0; i < vector.length; i++) sum[i] = (sum[i] ?? 0) + weight * (vector[i] ?? 0);
}
