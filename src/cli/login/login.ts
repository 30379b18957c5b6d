import { parseArgs } from 'node:util';
import type { RemoteDefinition } from '../../config/config.ts';
import { loadConfig } from '../../config/load.ts';
import { GatewayError } from '../../shared/errors.ts';
import { pathsFor } from '../../shared/paths.ts';
import { oneServer } from '../one-server.ts';
import { browsable } from './browsable.ts';
import { Loopback } from './loopback.ts';
import { openBrowser } from './open-browser.ts';
import { PastedLines } from './pasted.ts';
import { remoteServer } from './remote-server.ts';
import { tellDaemon } from './tell-daemon.ts';

const OPTIONS = {
  config: { type: 'string' },
  'no-browser': { type: 'boolean', default: false },
  timeout: { type: 'string', default: '300' },
} as const;

const say = (text: string): unknown => process.stderr.write(`${text}\n`);

/** `trunkline login <server>`: a person lets us in, by a browser, once for all hosts. */
export async function login(args: string[]): Promise<number> {
  const { values, positionals } = parseArgs({ args, options: OPTIONS, allowPositionals: true });
  const name = oneServer('login', positionals);
  const timeoutMs = Number(values.timeout) * 1_000;
  if (!(timeoutMs > 0)) throw new GatewayError('invalid_params', '--timeout takes a number of seconds.');
  const config = await loadConfig({ path: values.config, env: process.env });
  const definition = remoteServer(config, name);
  const loopback = await openLoopback(definition);
  const pasted = values['no-browser'] ? new PastedLines(process.stdin) : undefined;
  const visit = (url: URL): Promise<URLSearchParams> => {
    show(browsable(url), pasted === undefined);
    const answered = loopback.answerTo(url.searchParams.get('state') ?? '');
    const other = (): unknown => say('That is not the address that the browser ends at. Once more:');
    const typed = pasted?.first((line) => loopback.read(line), other);
    return Promise.race([answered, ...(typed ? [typed] : []), tooLate(timeoutMs)]);
  };
  try {
    const { logInAt } = await import('../../daemon/login/log-in.ts');
    const browser = { redirectUrl: loopback.redirectUrl, visit };
    const { issuer, scope } = await logInAt({ definition, config, paths: pathsFor(process.env), browser });
    await tellDaemon(values.config, name);
    process.stdout.write(`Logged in at ${name}, by ${issuer}${scope ? `, for ${scope}` : ''}.\n`);
    return 0;
  } finally {
    pasted?.close();
    loopback.close();
  }
}

function openLoopback({ oauth }: RemoteDefinition): Promise<Loopback> {
  const { callbackPort: port, clientId, clientMetadataUrl } = oauth ?? {};
  return Loopback.open({ port, hasFixedPath: (clientId ?? clientMetadataUrl) !== undefined });
}

function show(address: string, opens: boolean): void {
  if (opens) openBrowser(address);
  say(opens ? 'If no browser opens, go to:' : 'Go to:');
  say(address);
  if (!opens) say('Where the browser ends at an address that it cannot open, paste that here.');
}

async function tooLate(timeoutMs: number): Promise<never> {
  await new Promise((resolve) => setTimeout(resolve, timeoutMs).unref());
  throw new GatewayError('call_timed_out', 'Nobody came back from the browser in time.');
}
