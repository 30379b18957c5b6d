import { GatewayError } from '../../shared/errors.ts';
import { runInForeground } from './run.ts';

const ACTIONS: Readonly<Record<string, (args: string[]) => Promise<number>>> = {
  run: runInForeground,
};

/** `trunkline daemon …`: the process that all hosts share. */
export function daemon([action = '', ...args]: string[]): Promise<number> {
  const run = ACTIONS[action];
  if (run) return run(args);
  throw new GatewayError('invalid_params', `Unknown command: daemon ${action}.`, {
    hint: `There are: ${Object.keys(ACTIONS).join(', ')}.`,
  });
}
