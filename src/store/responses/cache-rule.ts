import type { CacheRuleDefinition } from '../../config/config.ts';
import { matchesAny } from '../../shared/globs.ts';

/** A rule of the configuration, or one that was learned. */
export interface CacheRule extends CacheRuleDefinition {
  /** Made from evidence, and dropped at the first contradiction. */
  readonly isLearned?: boolean;
}

export interface CachePolicy {
  readonly rules: readonly CacheRule[];
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
