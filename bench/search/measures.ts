import { decode, encode } from 'gpt-tokenizer/encoding/o200k_base';
import type { SearchAnswer } from '../../src/catalog/search/answer.ts';
import { publishedName } from './finders.ts';
import type { SetQuery, SetTool } from './search-set.ts';

const VISIBLE_TOKENS = 500;
const DEPTHS = [1, 3, 5, 10] as const;

/** How good one answer, or the mean of several, is. */
export type Measures = Record<
  | 'recall1'
  | 'recall3'
  | 'recall5'
  | 'recall10'
  | 'hit5'
  | 'mrr'
  | 'ndcg10'
  | 'visible'
  | 'tokens'
  | 'confident',
  number
>;

/** Where a set's ids stand in answers. */
export type Places = ReadonlyMap<
  string,
  { readonly published: string; readonly server: string; readonly name: string }
>;

export function placesOf(byServer: ReadonlyMap<string, readonly SetTool[]>): Places {
  return new Map(
    [...byServer].flatMap(([server, tools]) =>
      tools.map(({ id, name }) => [id, { published: publishedName(server, name), server, name }] as const),
    ),
  );
}

/** Judges one answer of up to ten tools. Each needed tool, or one of its alternatives, counts once. */
export function measure({ relevant }: SetQuery, answer: SearchAnswer, places: Places): Measures {
  const needed = relevant.map((ids) => ids.split('|').flatMap((id) => places.get(id) ?? []));
  const found = answer.structuredContent.tools.map(({ name }) => name);
  const ranks = needed.map((any) => {
    const rank = found.findIndex((name) => any.map(({ published }) => published).includes(name)) + 1;
    return rank || Number.POSITIVE_INFINITY;
  });
  const share = (depth: number): number => ranks.filter((rank) => rank <= depth).length / ranks.length;
  const [recall1 = 0, recall3 = 0, recall5 = 0, recall10 = 0] = DEPTHS.map(share);
  const best = Math.min(...ranks);
  const gain = (values: readonly number[]): number =>
    values.reduce((sum, rank) => sum + 1 / Math.log2(rank + 1), 0);
  const ideal = gain(ranks.slice(0, 10).map((_, i) => i + 1));
  return {
    recall1,
    recall3,
    recall5,
    recall10,
    hit5: best <= 5 ? 1 : 0,
    mrr: 1 / best,
    ndcg10: gain(ranks.filter((rank) => rank <= 10)) / ideal,
    visible: visibleShare(needed, answer.text),
    tokens: encode(answer.text).length,
    confident: answer.structuredContent.confident ? 1 : 0,
  };
}

/** The share of needed tools whose name a model can read in the first 500 tokens. */
function visibleShare(
  needed: readonly { published: string; server: string; name: string }[][],
  text: string,
): number {
  const lines = decode(encode(text).slice(0, VISIBLE_TOKENS)).split('\n');
  const isVisible = ({
    published,
    server,
    name,
  }: {
    published: string;
    server: string;
    name: string;
  }): boolean =>
    lines.some(
      (line) =>
        line.startsWith(`${published}(`) ||
        (line.startsWith(`${server}: `) &&
          line
            .slice(server.length + 2)
            .split(', ')
            .includes(name)),
    );
  return needed.filter((any) => any.some(isVisible)).length / needed.length;
}

export function meanOf(all: readonly Measures[]): Measures {
  const [first] = all;
  if (!first) throw new Error('nothing was measured');
  const keys = Object.keys(first) as (keyof Measures)[];
  const mean = (key: keyof Measures): number => all.reduce((sum, each) => sum + each[key], 0) / all.length;
  return Object.fromEntries(keys.map((key) => [key, mean(key)])) as Measures;
}
