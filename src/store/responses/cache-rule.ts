import { matchesAny } from '../../shared/globs.ts';

/** How answers of some tools are kept. */
export interface CacheRule {
  /** Globs over `<server>__<tool>`. */
  readonly tools: readonly string[];
  readonly ttlMs: number;
  /** What an answer that proves stable may live; the rule's TTL where nothing is said. */
  readonly maxTtlMs: number;
  readonly scope: 'principal' | 'public';
  /** So long after its TTL an answer is still given while a new one is fetched. */
  readonly staleWhileRevalidateMs: number;
  /** Tags of the user, or globs over `<server>__<tool>` of calls elsewhere that make its answers old. */
  readonly invalidatedBy: readonly string[];
  /** Dotted paths of the only arguments that matter; all of them where nothing is said. */
  readonly vary: readonly string[] | undefined;
  /** Made from evidence, and dropped at the first contradiction. */
  readonly isLearned?: boolean;
}

export interface CachePolicy {
  readonly rules: readonly CacheRule[];
  /** Globs over `<server>__<tool>` of tools that change nothing, whatever their own hints say. */
  readonly readOnly: readonly string[];
  /** Rules are made from evidence as well. */
  readonly learn: boolean;
  /** A larger answer is not kept. */
  readonly maxItemBytes: number;
  /** Of the layer in memory. */
  readonly memoryBytes: number;
}

/** A tool as rules name it. */
export const toolId = (serverName: string, toolName: string): string => `${serverName}__${toolName}`;

/** The rules of the configuration, looked up by tool. Rebuilt with each configuration. */
export class CacheRules {
  readonly #policy: CachePolicy;
  readonly #found = new Map<string, CacheRule | undefined>();

  constructor(policy: CachePolicy) {
    this.#policy = policy;
  }

  /** The first that names the tool. */
  find(tool: string): CacheRule | undefined {
    if (!this.#found.has(tool)) {
      this.#found.set(
        tool,
        this.#policy.rules.find((rule) => matchesAny(rule.tools, tool)),
      );
    }
    return this.#found.get(tool);
  }

  /** Whoever says that answers may be kept, or that the tool changes nothing, says that it only reads. */
  isReadOnly(tool: string): boolean {
    return this.find(tool) !== undefined || matchesAny(this.#policy.readOnly, tool);
  }

  /** What an answer hangs on: its server, its tool, and whatever the rule adds. */
  tagsOf(serverName: string, tool: string, rule: CacheRule | undefined): string[] {
    return [serverTag(serverName), `tool:${tool}`, ...(rule?.invalidatedBy ?? []).map((by) => `by:${by}`)];
  }

  /** What a call that may have changed something makes old. */
  tagsChangedBy(serverName: string, tool: string): string[] {
    const elsewhere = this.#policy.rules.flatMap((rule) =>
      rule.invalidatedBy.filter((by) => matchesAny([by], tool)),
    );
    return [serverTag(serverName), ...new Set(elsewhere.map((by) => `by:${by}`))];
  }
}

export const serverTag = (serverName: string): string => `server:${serverName}`;
