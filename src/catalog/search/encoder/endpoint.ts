import { isObject } from '../../../protocol/json-rpc.ts';

/** Where an encoder answers, and which of its models. */
export interface EncoderAddress {
  readonly url: string;
  readonly model: string;
}

/**
 * One vector per text, in the same order.
 * @throws Error for an endpoint that does not answer in time, or with something else
 */
export type Encode = (texts: readonly string[], timeoutMs: number) => Promise<readonly Float32Array[]>;

/** Speaks OpenAI's `POST /v1/embeddings`, as most local encoders do too. */
export function openEndpoint({ url, model }: EncoderAddress): Encode {
  return async (texts, timeoutMs) => {
    const response = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ model, input: texts }),
      signal: AbortSignal.timeout(timeoutMs),
      redirect: 'error',
    });
    if (!response.ok) throw new Error(`HTTP ${response.status}`);
    return vectorsOf(await response.json(), texts.length);
  };
}

function vectorsOf(body: unknown, count: number): Float32Array[] {
  const data = isObject(body) && Array.isArray(body.data) ? body.data : [];
  const vectors: Float32Array[] = [];
  for (const [at, entry] of data.entries()) {
    if (!isObject(entry) || !Array.isArray(entry.embedding)) continue;
    vectors[typeof entry.index === 'number' ? entry.index : at] = Float32Array.from(entry.embedding, Number);
  }
  const size = vectors[0]?.length ?? 0;
  const isWhole = vectors.length === count && size > 0 && vectors.every((vector) => vector.length === size);
  if (!isWhole) throw new Error('the answer holds no embedding for each text');
  return vectors;
}
