import type { CacheChangeDefinition, CacheRuleDefinition } from '../../config/config.ts';
import { matchesAny } from '../../shared/globs.ts';
import { userTag } from './tags.ts';

/** A rule of the configuration, or one that was learned. */
export interface CacheRule extends CacheRuleDefinition {
  /** Made from evidence, and dropped at the first contradiction. */
  readonly isLearned?: boolean;
}

export interface CachePolicy {
  readonly rules: readonly CacheRule[];
  readonly changes: readonly CacheChangeDefinition[];
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
  /** Of the user, for what a call makes old elsewhere. */
  readonly userTags: readonly string[];
  /** The one thing that a call changes, where that is all. */
  readonly change: CacheChangeDefinition | undefined;
  /** The configuration says that it changes something, so it is no read, whoever says so. */
  readonly isChange: boolean;
}

/** The rules of the configuration, looked up by tool. Rebuilt with each configuration. */
export class CacheRules {
  readonly #rules: readonly CacheRule[];
  readonly #changes: readonly CacheChangeDefinition[];
  readonly #found = new Map<string, ToolRules>();

  constructor({ rules, changes }: Pick<CachePolicy, 'rules' | 'changes'>) {
    this.#rules = rules;
    this.#changes = changes;
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
    const change = this.#changes.find(({ tools }) => matchesAny(tools, tool));
    return {
      tool,
      rule: this.ruleOf(tool),
      userTags: [...new Set(changed.map(userTag))],
      change,
      isChange: changed.length > 0 || change !== undefined,
    };
  }
}
