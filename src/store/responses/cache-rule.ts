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

/** What the rules say of one tool. */
export interface ToolRules {
  /** The tool as rules name it. */
  readonly tool: string;
  /** The first rule that names it. */
  readonly rule: CacheRule | undefined;
  /** What a call makes old that may have changed something. */
  readonly changes: readonly string[];
  /** A rule names it as what makes answers old, so it is no read, whoever says so. */
  readonly isChange: boolean;
}

/** The rules of the configuration, looked up by tool. Rebuilt with each configuration. */
export class CacheRules {
  readonly #rules: readonly CacheRule[];
  readonly #found = new Map<string, ToolRules>();

  constructor({ rules }: Pick<CachePolicy, 'rules'>) {
    this.#rules = rules;
  }

  of(serverName: string, toolName: string): ToolRules {
    const key = `${serverName}\0${toolName}`;
    let found = this.#found.get(key);
    if (!found) {
      found = this.#find(serverName, toolName);
      this.#found.set(key, found);
    }
    return found;
  }

  /** The first rule that names a tool. */
  ruleOf(tool: string): CacheRule | undefined {
    return this.#rules.find(({ tools }) => matchesAny(tools, tool));
  }

  #find(serverName: string, toolName: string): ToolRules {
    const tool = `${serverName}__${toolName}`;
    const changed = this.#rules.flatMap(({ invalidatedBy }) =>
      invalidatedBy.filter((by) => matchesAny([by], tool)),
    );
    return {
      tool,
      rule: this.ruleOf(tool),
      changes: [serverTag(serverName), ...new Set(changed.map(userTag))],
      isChange: changed.length > 0,
    };
  }
}

export const serverTag = (serverName: string): string => `server:${serverName}`;
export const toolTag = (tool: string): string => `tool:${tool}`;
export const userTag = (tag: string): string => `by:${tag}`;
