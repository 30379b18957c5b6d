import { GatewayError } from '../shared/errors.ts';
import { configCheck } from './config-check.ts';

/** `trunkline config …`: what can be done with the configuration file. */
export async function config([action, ...args]: string[]): Promise<number> {
  if (action === 'check') {
    return configCheck(args, {
      env: process.env,
      stdout: (text) => process.stdout.write(text),
      stderr: (text) => process.stderr.write(text),
    });
  }
  throw new GatewayError('invalid_params', `Unknown command: config ${action ?? ''}.`, {
    hint: 'There is: trunkline config check [--config FILE] [--json].',
  });
}
