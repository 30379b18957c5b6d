import { parseArgs } from 'node:util';
import { GatewayError } from '../../shared/errors.ts';
import { printResult } from './print-result.ts';
import { CLIENT_OPTIONS, withClient } from './with-client.ts';

/** Nothing is cut for a person who asks. */
const MAX_TOKENS = 50_000;

/** `trunkline describe <tool>…`: full schemas. */
export async function describe(args: string[]): Promise<number> {
  const { values, positionals } = parseArgs({ args, options: CLIENT_OPTIONS, allowPositionals: true });
  if (positionals.length === 0) {
    throw new GatewayError('invalid_params', 'describe needs the name of a tool.', {
      hint: 'trunkline find finds it.',
    });
  }
  const result = await withClient(values, (client) =>
    client.callTool('describe_tools', { names: positionals, maxTokens: MAX_TOKENS }),
  );
  return printResult(result, values.json);
}
