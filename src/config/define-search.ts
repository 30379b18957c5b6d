import type { Config } from './config.ts';
import type { Place } from './problem.ts';
import type { Decoded } from './schema/decoder.ts';
import type { SETTINGS } from './schema/settings.ts';

/** The encoder, where both of what is needed to ask it are given. */
export function defineSearch(
  { embeddings }: Decoded<typeof SETTINGS.search>,
  place: Place,
): Config['search'] {
  const { url, model } = embeddings;
  if (url !== undefined && model !== undefined) return { embeddings: { url, model } };
  if (url !== undefined || model !== undefined)
    place.at('embeddings').keyProblem('needs both "url" and "model"');
  return { embeddings: undefined };
}
