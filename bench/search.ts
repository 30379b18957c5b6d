/**
 * Is the right tool found? Asks `find_tools` the queries of a set, over MCP, with a server behind Trunkline for
 * each server of the set; without a set, the queries in `bench/data/` over real servers.
 *
 *     npx node bench/search.ts [--data DIR] [--limit QUERIES] [--direct] [--json]
 *
 * A set is a folder with `tools.jsonl` ({id, server, name, description, inputSchema}) and `queries*.jsonl`
 * ({id, text, relevant: [id]}). Recall@k is the share of `relevant` among the first k; with the defaults an answer
 * names five tools, so Recall@10 needs `--direct`, which asks the index alone for ten. `visible` is the share of
 * needed tools whose name stands in the first 500 tokens of the answer.
 */
import { parseArgs } from 'node:util';
import { machine, round, table } from './lib/report.ts';
import { buildIndex, type Finder, openDirect, openGateway, openGatewayTo } from './search/finders.ts';
import { type Measures, meanOf, measure, placesOf } from './search/measures.ts';
import { listRealServers, REAL_SERVERS } from './search/real-servers.ts';
import {
  readRows,
  readSearchSet,
  type SearchSet,
  type SetQuery,
  toolsByServer,
} from './search/search-set.ts';

const DIRECT_LIMIT = 10;
const OWN_QUERIES = new URL('./data/search-queries.jsonl', import.meta.url).pathname;

interface Row {
  readonly queries: string;
  readonly count: number;
  readonly measures: Measures;
  readonly p50Ms: number;
  readonly p95Ms: number;
}

const { values: options } = parseArgs({
  options: {
    data: { type: 'string' },
    limit: { type: 'string' },
    direct: { type: 'boolean', default: false },
    json: { type: 'boolean', default: false },
  },
});

async function readSet(): Promise<SearchSet> {
  if (options.data) return readSearchSet(options.data);
  return { tools: await listRealServers(), queries: new Map([['own', readRows<SetQuery>(OWN_QUERIES)]]) };
}

async function ask(finder: Finder, name: string, queries: readonly SetQuery[]): Promise<Row> {
  const all: Measures[] = [];
  const elapsed: number[] = [];
  for (const query of queries) {
    const start = performance.now();
    const answer = await finder.find(query.text);
    elapsed.push(performance.now() - start);
    all.push(measure(query, answer, places));
  }
  elapsed.sort((a, b) => a - b);
  const at = (share: number): number => elapsed[Math.floor(elapsed.length * share)] ?? Number.NaN;
  return { queries: name, count: queries.length, measures: meanOf(all), p50Ms: at(0.5), p95Ms: at(0.95) };
}

function report(rows: readonly Row[], buildMs: number): string {
  const [first] = rows;
  const names = Object.keys(first?.measures ?? {}) as (keyof Measures)[];
  const cells = rows.map(({ queries, count, measures, p50Ms, p95Ms }) => [
    queries,
    String(count),
    ...names.map((name) => round(measures[name], name === 'tokens' ? 0 : 3)),
    round(p50Ms, 1),
    round(p95Ms, 1),
  ]);
  const head = ['queries', 'n', ...names, 'p50 ms', 'p95 ms'];
  return `${table(head, cells)}\n\n${set.tools.length} tools of ${byServer.size} servers; index built in ${round(buildMs)} ms. ${machine()}`;
}

const set = await readSet();
const byServer = toolsByServer(set.tools);
const places = placesOf(byServer);
const start = performance.now();
buildIndex(byServer);
const buildMs = performance.now() - start;
const openOverMcp = (): Promise<Finder> =>
  options.data ? openGateway(byServer) : openGatewayTo(REAL_SERVERS);
const finder = options.direct ? openDirect(byServer, DIRECT_LIMIT) : await openOverMcp();
try {
  const rows: Row[] = [];
  for (const [name, queries] of set.queries) {
    rows.push(await ask(finder, name, options.limit ? queries.slice(0, Number(options.limit)) : queries));
  }
  if (options.json)
    console.log(JSON.stringify({ tools: set.tools.length, servers: byServer.size, buildMs, rows }));
  else console.log(report(rows, buildMs));
} finally {
  await finder.close();
}
