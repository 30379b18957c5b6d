import { parseArgs } from 'node:util';
import { isObject, type JsonObject } from '../../protocol/json-rpc.ts';
import { GatewayError, messageOf } from '../../shared/errors.ts';
import { printResult } from './print-result.ts';
import { CLIENT_OPTIONS, withClient } from './with-client.ts';

/** `trunkline call <tool> ['{…}']`: one call; the exit code says whether the tool failed. */
export async function call(args: string[]): Promise<number> {
  const { values, positionals } = parseArgs({ args, options: CLIENT_OPTIONS, allowPositionals: true });
  const [name, text, ...more] = positionals;
  if (name === undefined || more.length > 0) {
    throw new GatewayError('invalid_params', 'call takes the name of a tool and its arguments as JSON.', {
      hint: `Such as: trunkline call files__read '{"path": "notes.txt"}'`,
    });
  }
  const toolArguments = readArguments(text);
  const result = await withClient(values, (client) => client.callTool(name, toolArguments));
  return printResult(result, values.json);
}

function readArguments(text = '{}'): JsonObject {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw new GatewayError('invalid_params', `The arguments are no JSON: ${messageOf(error)}.`);
  }
  if (isObject(value)) return value;
  throw new GatewayError('invalid_params', 'The arguments must be a JSON object.');
}
