import type { CacheCounts } from '../../protocol/daemon/cache-report.ts';

/** Counts by `<server>__<tool>`, since the process began. */
export class CacheCounters {
  readonly #counts = new Map<string, CacheCounts>();

  of(tool: string): CacheCounts {
    let counts = this.#counts.get(tool);
    if (!counts) {
      counts = { hits: 0, stale: 0, misses: 0, coalesced: 0, bypassed: 0, bytes: 0, savedMs: 0 };
      this.#counts.set(tool, counts);
    }
    return counts;
  }

  all(): [tool: string, counts: CacheCounts][] {
    return [...this.#counts].sort(([a], [b]) => (a < b ? -1 : 1));
  }
}
