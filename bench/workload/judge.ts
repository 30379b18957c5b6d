import { isDeepStrictEqual } from 'node:util';
import { isObject, type JsonObject } from '../../src/protocol/json-rpc.ts';
import type { Answer } from './replay.ts';
import type { Step } from './sequence.ts';

const CACHE_META = 'dev.trunkline/cache';

/** What became of a call, and why. */
export type Fate =
  /** Answered without its server. */
  | 'hit'
  /** It changes something, so its server must be asked; as for the next two by any cache. */
  | 'write'
  /** Nobody has asked this before. */
  | 'first'
  /** The server says something else than when it was last asked. */
  | 'changed'
  /** It would have said the same; but a call since may have changed it, */
  | 'dropped'
  /** or its time was up, */
  | 'expired'
  /** or no rule says that the answer may be kept. */
  | 'unruled';

/** One call of a replay, judged beside the same one without a cache. */
export interface Judged {
  readonly name: string;
  readonly fate: Fate;
  readonly elapsedMs: number;
  /** Without the cache. */
  readonly uncachedMs: number;
  /** Of the result, where the server sent it. */
  readonly bytes: number;
  /** A kept answer that is not what the server says at that moment. */
  readonly isWrong: boolean;
}

/** What was last said to a call, and when. */
interface Said {
  readonly truth: JsonObject;
  readonly at: number;
  readonly step: number;
}

export function judge(
  steps: readonly Step[],
  answers: readonly Answer[],
  truths: readonly Answer[],
): Judged[] {
  const fates = new Fates();
  let at = 0;
  return steps.map((step, index) => {
    const answer = answers[index];
    const truth = truths[index];
    if (!answer || !truth) throw new Error('a call has no answer');
    at += step.pauseMs;
    const { result, ttlMs } = withoutMark(answer.result);
    const isWrong = !isDeepStrictEqual(result, truth.result);
    if (isWrong && ttlMs === undefined)
      throw new Error(`call ${index}: the servers are not as they were without the cache`);
    return {
      name: step.name,
      fate: fates.of(step, { truth: truth.result, ttlMs, at, index }),
      elapsedMs: answer.elapsedMs,
      uncachedMs: truth.elapsedMs,
      bytes: ttlMs === undefined ? answer.bytes : 0,
      isWrong,
    };
  });
}

/** Follows a day's calls, and tells what each would need to be a hit. */
class Fates {
  /** By call, from the server itself. */
  readonly #asked = new Map<string, Said>();
  /** What the server would have said to each call when it was last made. */
  readonly #truths = new Map<string, JsonObject>();
  readonly #written = new Map<string, number>();
  /** By tool, as the last hit told. */
  readonly #ttls = new Map<string, number>();

  of(
    { name, arguments: args, isRead }: Step,
    now: { truth: JsonObject; ttlMs: number | undefined; at: number; index: number },
  ): Fate {
    const [server = ''] = name.split('__');
    if (!isRead) {
      this.#written.set(server, now.index);
      return 'write';
    }
    const key = JSON.stringify([name, args]);
    const before = this.#truths.get(key);
    const asked = this.#asked.get(key);
    this.#truths.set(key, now.truth);
    if (now.ttlMs !== undefined) {
      this.#ttls.set(name, now.ttlMs);
      return 'hit';
    }
    this.#asked.set(key, { truth: now.truth, at: now.at, step: now.index });
    if (!asked) return 'first';
    if (!isDeepStrictEqual(before, now.truth)) return 'changed';
    const ttlMs = this.#ttls.get(name);
    if (ttlMs === undefined) return 'unruled';
    const isOld = now.at - asked.at >= ttlMs;
    return !isOld && (this.#written.get(server) ?? -1) > asked.step ? 'dropped' : 'expired';
  }
}

/** The server's own result, the same object where nothing was added to it; and the TTL of a kept one. */
function withoutMark(result: JsonObject): { result: JsonObject; ttlMs?: number } {
  const mark = isObject(result._meta) ? result._meta[CACHE_META] : undefined;
  if (!isObject(result._meta) || !isObject(mark)) return { result };
  const { [CACHE_META]: _, ...meta } = result._meta;
  const { _meta: __, ...rest } = result;
  return { result: Object.keys(meta).length > 0 ? { ...rest, _meta: meta } : rest, ttlMs: Number(mark.ttl) };
}
