import type { CacheCounts } from '../../protocol/daemon/cache-report.ts';
import { isObject } from '../../protocol/json-rpc.ts';
import type { Clock } from '../../shared/clock.ts';
import type { TextStore } from '../keyv/text-store.ts';

export interface ToolCounts {
  readonly server: string;
  readonly tool: string;
  readonly counts: CacheCounts;
}

interface Counted extends ToolCounts {
  /** As it was when it was last added to what all processes have counted. */
  saved: CacheCounts;
}

interface CountersOptions {
  readonly texts: TextStore;
  readonly clock: Clock;
}

const KEY = 'tools';
const SAVE_AFTER_MS = 10_000;
const KEPT_MS = 30 * 86_400_000;

/** What the cache did, by tool: counted here, and added up over all processes that share the store. */
export class CacheCounters {
  readonly #options: CountersOptions;
  readonly #tools = new Map<string, Counted>();
  #cancelSave: (() => void) | undefined;

  constructor(options: CountersOptions) {
    this.#options = options;
  }

  /** This process's own, to be counted up. */
  of(server: string, tool: string): CacheCounts {
    this.#cancelSave ??= this.#options.clock.after(SAVE_AFTER_MS, () => void this.#save());
    let found = this.#tools.get(tool);
    if (!found) {
      found = { server, tool, counts: noCounts(), saved: noCounts() };
      this.#tools.set(tool, found);
    }
    return found.counts;
  }

  /** Those of every process, until a month after the last. */
  async all(): Promise<ToolCounts[]> {
    const all = await this.#load();
    for (const { server, tool, counts, saved } of this.#tools.values()) {
      const before = all.get(tool)?.counts ?? noCounts();
      all.set(tool, { server, tool, counts: combine(before, combine(counts, saved, -1), 1) });
    }
    return [...all.values()];
  }

  async close(): Promise<void> {
    if (this.#cancelSave) await this.#save();
  }

  /** Two processes that save at the same moment lose what one of them counted since; nothing hangs on it. */
  async #save(): Promise<void> {
    this.#cancelSave?.();
    this.#cancelSave = undefined;
    const all = await this.all();
    for (const counted of this.#tools.values()) counted.saved = { ...counted.counts };
    this.#options.texts.set(KEY, JSON.stringify(all), KEPT_MS);
  }

  async #load(): Promise<Map<string, ToolCounts>> {
    const saved = parse(await this.#options.texts.get(KEY));
    return new Map(saved.map((each) => [each.tool, each]));
  }
}

export const noCounts = (): CacheCounts => ({
  hits: 0,
  stale: 0,
  misses: 0,
  coalesced: 0,
  bypassed: 0,
  bytes: 0,
  savedMs: 0,
});

function combine(a: CacheCounts, b: CacheCounts, sign: 1 | -1): CacheCounts {
  const sum = noCounts();
  for (const name of Object.keys(sum) as (keyof CacheCounts)[]) sum[name] = a[name] + sign * b[name];
  return sum;
}

function parse(text: string | undefined): ToolCounts[] {
  try {
    const saved: unknown = JSON.parse(text ?? '[]');
    return Array.isArray(saved) ? saved.filter((each) => isObject(each) && isObject(each.counts)) : [];
  } catch {
    return []; // torn: counting begins anew
  }
}
