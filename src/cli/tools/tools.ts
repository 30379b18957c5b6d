import { parseArgs } from 'node:util';
import { isObject, type JsonObject } from '../../protocol/json-rpc.ts';
import { OUR_META } from '../../protocol/our-meta.ts';
import { formatTable } from '../table.ts';
import { CLIENT_OPTIONS, withClient } from './with-client.ts';

const OPTIONS = {
  ...CLIENT_OPTIONS,
  server: { type: 'string', multiple: true },
  long: { type: 'boolean', default: false },
  tokens: { type: 'boolean', default: false },
} as const;

interface Row {
  readonly name: string;
  readonly description: string;
  readonly tokens: number;
}

/** `trunkline tools`: every tool there is, and with `--tokens` what each costs a model. */
export async function tools(args: string[]): Promise<number> {
  const { values } = parseArgs({ args, options: OPTIONS });
  const _meta = {
    [OUR_META.exposure]: 'full',
    [OUR_META.tokens]: values.tokens,
    ...(values.server && { [OUR_META.servers]: values.server }),
  };
  const answer = await withClient(values, (client) => client.request('tools/list', { _meta }));
  const { listed, byName } = costsIn(answer);
  const found = answer.tools as JsonObject[];
  const rows = found.map(({ name, description = '' }) => ({
    name: String(name),
    description: String(description),
    tokens: Number(byName[String(name)] ?? 0),
  }));
  if (values.json) {
    const short = values.tokens ? rows : rows.map(({ name, description }) => ({ name, description }));
    process.stdout.write(`${JSON.stringify(values.long ? found : short, null, 2)}\n`);
  } else {
    process.stdout.write(tableOf(rows, values));
    if (values.tokens) process.stdout.write(sumOf(rows, listed));
  }
  return 0;
}

function costsIn({ _meta: meta }: JsonObject): { listed: number; byName: JsonObject } {
  const costs = isObject(meta) ? meta[OUR_META.tokens] : undefined;
  const { listed, byName }: JsonObject = isObject(costs) ? costs : {};
  return { listed: Number(listed ?? 0), byName: isObject(byName) ? byName : {} };
}

function tableOf(rows: readonly Row[], { long, tokens }: { long: boolean; tokens: boolean }): string {
  const cells = ({ name, description, tokens: cost }: Row): string[] => [
    name,
    ...(tokens ? [String(cost)] : []),
    long ? description.replace(/\s+/g, ' ') : (description.trim().split('\n')[0]?.slice(0, 80) ?? ''),
  ];
  return formatTable(['TOOL', ...(tokens ? ['TOKENS'] : []), 'WHAT IT DOES'], rows.map(cells));
}

const sumOf = (rows: readonly Row[], listed: number): string =>
  `${rows.length} tools, about ${rows.reduce((sum, row) => sum + row.tokens, 0)} tokens; hosts are shown a list of about ${listed}.\n`;
