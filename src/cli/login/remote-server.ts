import type { Config, RemoteDefinition } from '../../config/config.ts';
import { GatewayError } from '../../shared/errors.ts';
import { nearest } from '../../shared/nearest.ts';

/** The configured server of a name, if one can log in there. @throws GatewayError `unknown_server`, `invalid_params` */
export function remoteServer({ servers }: Config, name: string): RemoteDefinition {
  const definition = servers.find((server) => server.name === name);
  if (!definition) {
    const names = servers.map((server) => server.name);
    const [near] = nearest(name, names);
    throw new GatewayError('unknown_server', `There is no server ${name} in the configuration.`, {
      hint: near ? `Did you mean ${near}?` : `There are: ${names.join(', ') || 'none'}.`,
    });
  }
  if (definition.type === 'stdio' || definition.type === 'websocket')
    throw new GatewayError('invalid_params', `${name} is no HTTP server, so there is no login at it.`);
  const ownHeader = Object.keys(definition.headers).find((key) => key.toLowerCase() === 'authorization');
  if (ownHeader !== undefined) {
    throw new GatewayError('invalid_params', `${name} is given its ${ownHeader} by "headers".`, {
      hint: 'Take it out there to log in instead.',
    });
  }
  const { grant = 'authorization_code' } = definition.oauth ?? {};
  if (grant !== 'authorization_code')
    throw new GatewayError('invalid_params', `${name} needs no login: the configuration says ${grant}.`);
  return definition;
}
