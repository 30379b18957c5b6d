import { isObject, type JsonObject } from '../../../protocol/json-rpc.ts';
import type { Clock } from '../../../shared/clock.ts';
import { messageOf } from '../../../shared/errors.ts';
import type { Log } from '../../../telemetry/log.ts';
import type { TextStore } from '../../keyv/text-store.ts';
import type { CacheRule } from '../cache-rule.ts';
import { digest, type ResponseRequest, responseKey } from '../entry/response-key.ts';
import { isFinalAnswer } from '../entry/storable.ts';
import { learn } from './learn.ts';
import { merge, nothingSeen, see, type ToolEvidence } from './tool-evidence.ts';

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
const MAX_TOOLS = 200;
const SAVE_AFTER_MS = 10_000;
const KEPT_MS = 30 * 86_400_000;
const KEY = 'tools';

/** How answers of tools without a rule repeat and change, so that a rule can be advised, or learned. */
export class Evidence {
  readonly #options: EvidenceOptions;
  #tools = new Map<string, ToolEvidence>();
  readonly #changes = new Map<string, number>();
  readonly #learned = new Map<string, CacheRule | undefined>();
  /** The TTLs that were logged. */
  readonly #told = new Map<string, number>();
  /** Tells the counts of this process from those of an earlier one. */
  readonly #process: number;
  #cancelSave: (() => void) | undefined;
  #looks = { second: 0, count: 0 };

  constructor(options: EvidenceOptions) {
    this.#options = options;
    this.#process = options.clock.wallTime();
  }

  /** Takes in what other processes have seen, before this one or beside it. */
  async reload(): Promise<void> {
    const text = await this.#options.texts.get(KEY);
    if (text === undefined) return;
    for (const [tool, saved] of parse(text, this.#options.log)) {
      const own = this.#tools.get(tool);
      this.#tools.set(tool, own ? merge(own, saved) : saved);
    }
    this.#learned.clear();
  }

  /** A call that neither policy nor its own hints say only reads. */
  noteChange(serverName: string): void {
    this.#changes.set(serverName, (this.#changes.get(serverName) ?? 0) + 1);
  }

  /** The state of a server before a call. */
  begin(serverName: string): string {
    return `${this.#process} ${this.#changes.get(serverName) ?? 0}`;
  }

  /** So many a second, so that a busy server is not slowed down by being watched. */
  mayLook(): boolean {
    const second = Math.floor(this.#options.clock.now() / 1_000);
    if (second !== this.#looks.second) this.#looks = { second, count: 0 };
    return this.#looks.count++ < MAX_LOOKS_A_SECOND;
  }

  observe({ tool, request, result, durationMs, noted }: Observed): void {
    if (!isFinalAnswer(result) || noted !== this.begin(request.serverName)) return;
    const text = JSON.stringify(result);
    see(this.#of(tool), {
      key: responseKey(request, 'principal'),
      hash: digest(text),
      at: this.#options.clock.wallTime(),
      epoch: noted,
      durationMs,
      bytes: text.length,
    });
    this.#learned.delete(tool);
    this.#saveSoon();
  }

  /** A rule that the evidence is strong enough for. */
  learnedRule(tool: string): CacheRule | undefined {
    if (this.#learned.has(tool)) return this.#learned.get(tool);
    const seen = this.#tools.get(tool);
    const rule = seen && learn(tool, seen);
    if (rule && this.#told.get(tool) !== rule.ttlMs) {
      this.#told.set(tool, rule.ttlMs);
      this.#options.log.info({ tool, ttlMs: rule.ttlMs }, 'a cache rule was learned');
    }
    this.#learned.set(tool, rule);
    return rule;
  }

  /** A learned rule gave an answer that the server no longer gives: it is dropped for good. */
  contradict(tool: string): void {
    const seen = this.#of(tool);
    if (seen.isContradicted) return;
    seen.isContradicted = true;
    this.#learned.delete(tool);
    this.#options.log.warn({ tool }, 'a learned cache rule was wrong and is dropped');
    this.#saveSoon();
  }

  all(): [tool: string, evidence: ToolEvidence][] {
    return [...this.#tools];
  }

  /** Hands over what was not saved yet; written with the store that it is in. */
  async close(): Promise<void> {
    if (this.#cancelSave) await this.#save();
  }

  #saveSoon(): void {
    this.#cancelSave ??= this.#options.clock.after(SAVE_AFTER_MS, () => void this.#save());
  }

  async #save(): Promise<void> {
    this.#cancelSave?.();
    this.#cancelSave = undefined;
    await this.reload();
    this.#options.texts.set(KEY, JSON.stringify(Object.fromEntries(this.#tools)), KEPT_MS);
  }

  /** The tool that was seen last is the last one; where there are too many, the first goes. */
  #of(tool: string): ToolEvidence {
    const seen = this.#tools.get(tool) ?? nothingSeen();
    this.#tools.delete(tool);
    this.#tools.set(tool, seen);
    const [oldest] = this.#tools.keys();
    if (this.#tools.size > MAX_TOOLS && oldest !== undefined) this.#tools.delete(oldest);
    return seen;
  }
}

function parse(text: string, log: Log): [string, ToolEvidence][] {
  try {
    const saved: unknown = JSON.parse(text);
    // An earlier version may have saved less.
    const whole = (seen: unknown): ToolEvidence => ({ ...nothingSeen(), ...(seen as Partial<ToolEvidence>) });
    if (isObject(saved)) return Object.entries(saved).map(([tool, seen]) => [tool, whole(seen)]);
  } catch (error) {
    log.warn({ reason: messageOf(error) }, 'the cache evidence cannot be read and begins anew');
  }
  return [];
}
