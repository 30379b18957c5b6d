import { isObject, type JsonObject } from '../../protocol/json-rpc.ts';
import type { Clock } from '../../shared/clock.ts';
import { messageOf } from '../../shared/errors.ts';
import type { Log } from '../../telemetry/log.ts';
import type { TextStore } from '../keyv/text-store.ts';
import type { CacheRule } from './cache-rule.ts';
import { digest, type ResponseRequest, responseKey } from './response-key.ts';

/** The TTLs that are weighed against what was seen. */
export const CANDIDATE_TTLS_MS = [10_000, 60_000, 300_000, 900_000, 3_600_000, 21_600_000, 86_400_000];

/** The last answer to one set of arguments. */
interface AnswerRecord {
  hash: string;
  at: number;
  /** Since when the answer has been the same. */
  sameSince: number;
  epoch: string;
  /** Per candidate TTL: when a cache with it would have stored the answer that it would hold now. */
  storedAt: number[];
}

/** What was seen of one tool. */
export interface ToolEvidence {
  calls: number;
  /** Calls equal to an earlier one, with nothing between them that may have changed the server. */
  repeats: number;
  unchanged: number;
  /** The shortest time in which an answer changed by itself. */
  minChangeMs: number | null;
  /** The longest time for which one did not. */
  maxSameMs: number;
  /** Per candidate TTL: what a cache with it would have spared. */
  spared: { calls: number; ms: number; bytes: number }[];
  records: Record<string, AnswerRecord>;
}

interface EvidenceOptions {
  readonly texts: TextStore;
  readonly clock: Clock;
  readonly log: Log;
}

interface Observed {
  readonly tool: string;
  readonly request: ResponseRequest;
  readonly result: JsonObject;
  readonly durationMs: number;
  /** What `begin` gave. */
  readonly noted: string;
}

const MAX_LOOKS_A_SECOND = 50;
const MAX_TOOLS = 500;
const MAX_RECORDS_A_TOOL = 100;
const SAVE_AFTER_MS = 10_000;
const KEPT_MS = 30 * 86_400_000;
/** What a learned rule needs: so many repeats, over so long, and no change within twice its TTL. */
const ENOUGH = { repeats: 20, spanMs: 3_600_000 };

/** How answers of tools without a rule repeat and change, so that a rule can be advised, or learned. */
export class Evidence {
  readonly #options: EvidenceOptions;
  #tools = new Map<string, ToolEvidence>();
  readonly #changes = new Map<string, number>();
  readonly #learned = new Map<string, CacheRule | undefined>();
  /** Tools whose learned rule was wrong; not tried again by this process. */
  readonly #contradicted = new Set<string>();
  /** Tells the counts of this process from those of an earlier one. */
  readonly #process: number;
  #cancelSave: (() => void) | undefined;
  #looks = { second: 0, count: 0 };

  constructor(options: EvidenceOptions) {
    this.#options = options;
    this.#process = options.clock.wallTime();
  }

  /** Goes on from what earlier processes saw. */
  async load(): Promise<void> {
    const text = await this.#options.texts.get('tools');
    if (text === undefined) return;
    try {
      const saved: unknown = JSON.parse(text);
      if (isObject(saved)) this.#tools = new Map(Object.entries(saved) as [string, ToolEvidence][]);
    } catch (error) {
      this.#options.log.warn(
        { reason: messageOf(error) },
        'the cache evidence cannot be read and begins anew',
      );
    }
  }

  /** A call that neither policy nor its own hints say only reads. */
  noteChange(serverName: string): void {
    this.#changes.set(serverName, (this.#changes.get(serverName) ?? 0) + 1);
  }

  /** The state of a server before a call. */
  begin(serverName: string): string {
    return `${this.#process} ${this.#changes.get(serverName) ?? 0}`;
  }

  observe({ tool, request, result, durationMs, noted }: Observed): void {
    if (noted !== this.begin(request.serverName) || !this.#mayLook()) return;
    const text = JSON.stringify(result);
    const seen = this.#of(tool);
    const key = responseKey(request, 'principal');
    const at = this.#options.clock.wallTime();
    const hash = digest(text);
    const last = seen.records[key];
    seen.calls++;
    if (last && last.epoch === noted && at >= last.at)
      noteRepeat(seen, last, { hash, at, durationMs, bytes: text.length });
    else
      remember(seen, key, {
        hash,
        at,
        sameSince: at,
        epoch: noted,
        storedAt: CANDIDATE_TTLS_MS.map(() => at),
      });
    this.#learned.delete(tool);
    this.#cancelSave ??= this.#options.clock.after(SAVE_AFTER_MS, () => this.#save());
  }

  /** A rule that the evidence is strong enough for. */
  learnedRule(tool: string): CacheRule | undefined {
    if (this.#contradicted.has(tool)) return undefined;
    if (this.#learned.has(tool)) return this.#learned.get(tool);
    const seen = this.#tools.get(tool);
    const rule = seen && learn(tool, seen);
    if (rule) this.#options.log.info({ tool, ttlMs: rule.ttlMs }, 'a cache rule was learned');
    this.#learned.set(tool, rule);
    return rule;
  }

  /** A learned rule gave an answer that the server no longer gives. */
  contradict(tool: string): void {
    if (!this.#contradicted.has(tool))
      this.#options.log.warn({ tool }, 'a learned cache rule was wrong and is dropped');
    this.#contradicted.add(tool);
    this.#learned.delete(tool);
    this.#tools.delete(tool);
  }

  all(): [tool: string, evidence: ToolEvidence][] {
    return [...this.#tools];
  }

  /** What waits is saved with the store that it is in. */
  close(): void {
    if (this.#cancelSave) this.#save();
  }

  /** So many a second, so that a busy server is not slowed down by being watched. */
  #mayLook(): boolean {
    const second = Math.floor(this.#options.clock.now() / 1_000);
    if (second !== this.#looks.second) this.#looks = { second, count: 0 };
    return this.#looks.count++ < MAX_LOOKS_A_SECOND;
  }

  #save(): void {
    this.#cancelSave?.();
    this.#cancelSave = undefined;
    this.#options.texts.set('tools', JSON.stringify(Object.fromEntries(this.#tools)), KEPT_MS);
  }

  #of(tool: string): ToolEvidence {
    let seen = this.#tools.get(tool);
    if (!seen) {
      if (this.#tools.size >= MAX_TOOLS)
        for (const oldest of [...this.#tools.keys()].slice(0, 1)) this.#tools.delete(oldest);
      seen = {
        calls: 0,
        repeats: 0,
        unchanged: 0,
        minChangeMs: null,
        maxSameMs: 0,
        spared: CANDIDATE_TTLS_MS.map(() => ({ calls: 0, ms: 0, bytes: 0 })),
        records: {},
      };
      this.#tools.set(tool, seen);
    }
    return seen;
  }
}

function remember(seen: ToolEvidence, key: string, record: AnswerRecord): void {
  delete seen.records[key];
  seen.records[key] = record;
  const keys = Object.keys(seen.records);
  if (keys.length > MAX_RECORDS_A_TOOL && keys[0] !== undefined) delete seen.records[keys[0]];
}

function noteRepeat(
  seen: ToolEvidence,
  last: AnswerRecord,
  now: { hash: string; at: number; durationMs: number; bytes: number },
): void {
  seen.repeats++;
  CANDIDATE_TTLS_MS.forEach((ttl, index) => {
    const spared = seen.spared[index];
    if (!spared || now.at - (last.storedAt[index] ?? 0) >= ttl) {
      last.storedAt[index] = now.at;
      return;
    }
    spared.calls++;
    spared.ms += now.durationMs;
    spared.bytes += now.bytes;
  });
  if (last.hash === now.hash) {
    seen.unchanged++;
    seen.maxSameMs = Math.max(seen.maxSameMs, now.at - last.sameSince);
  } else {
    seen.minChangeMs = Math.min(seen.minChangeMs ?? Number.POSITIVE_INFINITY, now.at - last.at);
    last.sameSince = now.at;
    last.hash = now.hash;
  }
  last.at = now.at;
}

function learn(tool: string, seen: ToolEvidence): CacheRule | undefined {
  if (seen.repeats < ENOUGH.repeats || seen.maxSameMs < ENOUGH.spanMs) return undefined;
  const limit = Math.min(seen.minChangeMs ?? Number.POSITIVE_INFINITY, seen.maxSameMs) / 2;
  const ttlMs = CANDIDATE_TTLS_MS.filter((ttl) => ttl <= limit).at(-1);
  if (ttlMs === undefined) return undefined;
  const rule = { tools: [tool], ttlMs, maxTtlMs: ttlMs, scope: 'principal', isLearned: true } as const;
  return { ...rule, staleWhileRevalidateMs: 0, invalidatedBy: [], vary: undefined };
}
