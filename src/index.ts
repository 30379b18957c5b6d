import { fileURLToPath } from 'node:url';
import { type Client, type ClientOptions, openClient } from './client/open-client.ts';

export type { CallOptions, Client, ClientOptions } from './client/open-client.ts';
export { GatewayError, PeerError } from './shared/errors.ts';

const PROGRAM = fileURLToPath(new URL('../bin/trunkline.js', import.meta.url));

/**
 * Starts Trunkline for a program, as a host does, and greets it. Close the client when done with it.
 *
 * @throws GatewayError `config_invalid` or `server_unavailable` if it does not start; the message says why.
 */
export function connect(options: ClientOptions = {}): Promise<Client> {
  return openClient(PROGRAM, options);
}
