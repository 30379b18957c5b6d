import { GatewayError } from '../shared/errors.ts';

/** The name that a command on one server was given. @throws GatewayError `invalid_params` */
export function oneServer(command: string, [name, ...others]: readonly string[]): string {
  if (name && others.length === 0) return name;
  throw new GatewayError('invalid_params', `${command} takes the name of one server.`, {
    hint: 'trunkline servers lists them.',
  });
}
