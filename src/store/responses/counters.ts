import type { CacheCounts } from '../../protocol/daemon/cache-report.ts';

interface ToolCounts {
  readonly server: string;
  readonly tool: string;
  readonly counts: CacheCounts;
}

/** Counts by `<server>__<tool>`, since the process began. */
export class CacheCounters {
  readonly #tools = new Map<string, ToolCounts>();

  of(server: string, tool: string): CacheCounts {
    let found = this.#tools.get(tool);
    if (!found) {
      found = { server, tool, counts: noCounts() };
      this.#tools.set(tool, found);
    }
    return found.counts;
  }

  all(): ToolCounts[] {
    return [...this.#tools.values()];
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
