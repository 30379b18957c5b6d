import { parseArgs } from 'node:util';
import { GatewayError } from '../../shared/errors.ts';
import { printResult } from './print-result.ts';
import { CLIENT_OPTIONS, withClient } from './with-client.ts';

/** `trunkline find "what it does"`: the tools that fit best, as a model is told of them. */
export async function find(args: string[]): Promise<number> {
  const { values, positionals } = parseArgs({
    args,
    options: { ...CLIENT_OPTIONS, server: { type: 'string', multiple: true } },
    allowPositionals: true,
  });
  const query = positionals.join(' ');
  if (query === '') throw new GatewayError('invalid_params', 'find needs to know what the tool should do.');
  const result = await withClient(values, (client) =>
    client.callTool('find_tools', { queries: [query], ...(values.server && { servers: values.server }) }),
  );
  return printResult(result, values.json);
}
