import { GatewayError } from '../../shared/errors.ts';
import { install } from './install.ts';
import { runInForeground } from './run.ts';
import { restart, start, stop } from './start-stop.ts';

type Action = (args: string[]) => Promise<number>;

const ACTIONS: Readonly<Record<string, Action>> = {
  start,
  stop,
  restart,
  status: async (args) => (await import('../status.ts')).status(args),
  run: runInForeground,
  install,
};

/** `trunkline daemon …`: the process that all hosts share. */
export function daemon([action = '', ...args]: string[]): Promise<number> {
  const run = ACTIONS[action];
  if (run) return run(args);
  throw new GatewayError('invalid_params', `Unknown command: daemon ${action}.`, {
    hint: `There are: ${Object.keys(ACTIONS).join(', ')}.`,
  });
}
