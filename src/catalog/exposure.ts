import type { Config } from '../config/config.ts';
import { matchesAny } from '../shared/globs.ts';
import type { PublishedTool } from './publish.ts';
import { countTokens } from './tokens/count-tokens.ts';

/** What `tools/list` shows of a view: `full` every tool, `lazy` the pinned ones behind the constant meta-tools. */
export interface Exposure {
  readonly kind: 'full' | 'lazy';
  /** The tools that are listed as themselves. */
  readonly tools: readonly PublishedTool[];
}

type ExposureRules = Pick<Config, 'exposure' | 'exposureBudgetTokens' | 'pinned'>;

/** More than any text has for one token, on average: beyond it nothing need be counted. */
const MAX_CHARACTERS_PER_TOKEN = 8;

/**
 * Decides what is listed. It depends on the configuration and the tools alone, never on who asks or when. Tools
 * are looked at no further than the decision needs.
 */
export function chooseExposure(tools: () => Iterable<PublishedTool>, rules: ExposureRules): Exposure {
  const isFull =
    rules.exposure === 'full' ||
    (rules.exposure === 'auto' && costsLessThan(rules.exposureBudgetTokens, tools()));
  if (isFull) return { kind: 'full', tools: [...tools()] };
  const isPinned = ({ qualifiedName }: PublishedTool): boolean => matchesAny(rules.pinned, qualifiedName);
  return { kind: 'lazy', tools: rules.pinned.length === 0 ? [] : [...tools()].filter(isPinned) };
}

/** False where there are none: a host that is shown no tools may take us for useless, and some never ask again. */
function costsLessThan(budgetTokens: number, tools: Iterable<PublishedTool>): boolean {
  const texts: string[] = [];
  let characters = 0;
  for (const { tool } of tools) {
    const text = JSON.stringify(tool);
    characters += text.length;
    if (characters > budgetTokens * MAX_CHARACTERS_PER_TOKEN) return false;
    texts.push(text);
  }
  return texts.length > 0 && texts.reduce((sum, text) => sum + countTokens(text), 0) < budgetTokens;
}
