import type { JsonObject } from '../../protocol/json-rpc.ts';
import type { PublishedTool } from '../publish.ts';
import { countTokens } from './count-tokens.ts';

/** What one tool of a list costs a model, estimated in tokens. */
export function costOf(tool: JsonObject): number {
  return countTokens(JSON.stringify(tool));
}

/** What published tools cost a model, each counted once: a thousand take the time of ten calls. */
export class ToolCosts {
  readonly #counted = new WeakMap<PublishedTool, number>();

  of(published: PublishedTool): number {
    const known = this.#counted.get(published);
    if (known !== undefined) return known;
    const cost = costOf(published.tool);
    this.#counted.set(published, cost);
    return cost;
  }

  sum(tools: Iterable<PublishedTool>): number {
    let sum = 0;
    for (const tool of tools) sum += this.of(tool);
    return sum;
  }
}
