import { parseArgs } from 'node:util';
import { loadConfig } from '../config/load.ts';
import { type ListenAddress, parseListenAddress } from '../config/schema/listen-address.ts';
import { GatewayError } from '../shared/errors.ts';
import { pathsFor } from '../shared/paths.ts';

const OPTIONS = {
  http: { type: 'string' },
  'no-auth': { type: 'boolean', default: false },
  'allow-host': { type: 'string', multiple: true },
  config: { type: 'string' },
  verbose: { type: 'boolean', default: false },
} as const;

/** `trunkline serve --http HOST:PORT`: serves the configured servers over HTTP until a signal ends it. */
export async function serve(args: string[]): Promise<number> {
  const { values } = parseArgs({ args, options: OPTIONS });
  const address = parseAddress(values.http);
  const [config, { serveHttp }] = await Promise.all([
    loadConfig({ path: values.config, env: process.env }),
    import('../daemon/serve.ts'),
  ]);
  await serveHttp({
    config,
    paths: pathsFor(process.env),
    ...address,
    hostNames: values['allow-host'] ?? [],
    needsToken: !values['no-auth'],
    isVerbose: values.verbose,
    onListening: ({ url, tokenFile }) => {
      const token = tokenFile === undefined ? 'no token is needed' : `the token is in ${tokenFile}`;
      process.stdout.write(`Listening on ${url}; ${token}.\n`);
    },
  });
  return 0;
}

function parseAddress(text = ''): ListenAddress {
  const address = parseListenAddress(text);
  if (address) return address;
  throw new GatewayError('invalid_params', '--http needs an address to listen on.', {
    hint: 'Say --http 127.0.0.1:8420, or port 0 for any that is free.',
  });
}
