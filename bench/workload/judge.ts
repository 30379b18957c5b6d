import { isDeepStrictEqual } from 'node:util';
import { isObject, type JsonObject } from '../../src/protocol/json-rpc.ts';
import type { Answer } from './replay.ts';
import type { Step } from './sequence.ts';

const CACHE_META = 'dev.trunkline/cache';

/** What became of the calls of one replay, beside the one without a cache. */
export interface Verdict {
  /** Calls that ask and change nothing. */
  readonly reads: number;
  /** Of these, asked before with the same arguments: the others have no answer yet. */
  readonly repeats: number;
  /** Of these, such whose answer has not changed since: what a cache could spare that knows all. */
  readonly unchanged: number;
  readonly hits: number;
  /** Kept answers that are not what the server says at that moment. */
  readonly wrong: number;
  readonly elapsedMs: number;
  /** Of results that servers sent. */
  readonly bytes: number;
}

export function judge(
  steps: readonly Step[],
  answers: readonly Answer[],
  truths: readonly Answer[],
): Verdict {
  const verdict = { reads: 0, repeats: 0, unchanged: 0, hits: 0, wrong: 0, elapsedMs: 0, bytes: 0 };
  const last = new Map<string, JsonObject>();
  steps.forEach(({ name, arguments: args, isRead }, index) => {
    const answer = answers[index];
    const truth = truths[index]?.result;
    if (!answer || !truth) throw new Error('a call has no answer');
    const result = withoutMark(answer.result);
    const isHit = result !== answer.result;
    verdict.elapsedMs += answer.elapsedMs;
    if (!isHit) verdict.bytes += JSON.stringify(result).length;
    if (isHit) verdict.hits++;
    if (!isDeepStrictEqual(result, truth)) {
      if (!isHit) throw new Error(`call ${index}: the servers are not as they were without the cache`);
      verdict.wrong++;
    }
    if (!isRead) return;
    const key = JSON.stringify([name, args]);
    verdict.reads++;
    if (last.has(key)) verdict.repeats++;
    if (isDeepStrictEqual(last.get(key), truth)) verdict.unchanged++;
    last.set(key, truth);
  });
  return verdict;
}

/** The server's own result; the same object where nothing was added to it. */
function withoutMark(result: JsonObject): JsonObject {
  if (!isObject(result._meta) || !(CACHE_META in result._meta)) return result;
  const { [CACHE_META]: _, ...meta } = result._meta;
  const { _meta: __, ...rest } = result;
  return Object.keys(meta).length > 0 ? { ...rest, _meta: meta } : rest;
}
