import { costOf, type ToolCosts } from '../../catalog/tokens/tool-costs.ts';
import type { View } from '../../catalog/view.ts';
import type { CallToolResult } from '../call.ts';
import { describeTools } from './describe-tools.ts';
import { findTools } from './find-tools.ts';
import { listedTools } from './list.ts';

/** What one client was sent so that its model knows the tools, in estimated tokens. */
export interface TokensSent {
  /** The list as it is shown; 0 where the client never asked for it. */
  readonly list: number;
  /** What `find_tools` and `describe_tools` have answered, all together. */
  readonly answers: number;
  /** What the whole list would cost. */
  readonly fullList: number;
}

const SPEAK_OF_TOOLS: readonly string[] = [findTools.name, describeTools.name];

/** Keeps count of what one client was sent, to be compared with what it was spared. */
export class TokenAccount {
  readonly #view: View;
  readonly #costs: ToolCosts;
  #hasListed = false;
  #answers = 0;

  constructor(view: View, costs: ToolCosts) {
    this.#view = view;
    this.#costs = costs;
  }

  noteList(): void {
    this.#hasListed = true;
  }

  /** Counts the answer where it is one of ours that speaks of tools; all others are those of the tools themselves. */
  noteResult(name: string, { content }: CallToolResult): void {
    if (SPEAK_OF_TOOLS.includes(name)) this.#answers += costOf({ content });
  }

  /** Counted when it is asked for, so that no list and no call waits for it. */
  read(): TokensSent {
    const list = this.#hasListed ? listedTools(this.#view).reduce((sum, tool) => sum + costOf(tool), 0) : 0;
    return { list, answers: this.#answers, fullList: this.#costs.sum(this.#view.tools()) };
  }
}
