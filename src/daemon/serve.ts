import { systemClock } from '../shared/clock.ts';
import { GatewayError } from '../shared/errors.ts';
import { type ComposeOptions, composeGateway } from './compose.ts';
import { HttpServer, urlOf } from './http/http-server.ts';
import { httpTokenFile, loadHttpToken } from './http/token.ts';
import { Reload } from './reload.ts';

interface ServeOptions extends ComposeOptions {
  readonly host: string;
  readonly port: number;
  /** Further host names by which clients address us. */
  readonly hostNames: readonly string[];
  readonly needsToken: boolean;
  /** Told once it listens. */
  readonly onListening: (where: { url: string; tokenFile: string | undefined }) => void;
}

/** For calls in flight when a signal comes. */
const DRAIN_MS = 10_000;
const SHUTDOWN_GRACE_MS = 2_000;

/** Runs a gateway that is reached over HTTP, until a signal ends it. @throws GatewayError `config_invalid` */
export async function serveHttp(options: ServeOptions): Promise<void> {
  const { config, paths, host, port, hostNames, needsToken } = options;
  if (!needsToken && !isLoopback(host)) {
    throw new GatewayError('config_invalid', `${host} can be reached by others, so a token is needed.`, {
      hint: 'Leave --no-auth out, or listen on 127.0.0.1.',
    });
  }
  const token = needsToken ? loadHttpToken(paths) : undefined;
  const { gateway, stores, log, close } = composeGateway(options);
  const onSettingsChanged = (): void =>
    log.warn({ path: config.path }, 'settings have changed; they are in force from the next start');
  const reload = new Reload({ gateway, config, log, onSettingsChanged });
  try {
    const { limits } = config;
    const shared = { gateway, kept: stores, limits, clock: systemClock, log };
    const server = await HttpServer.open({ ...shared, host, port, hostNames, token });
    options.onListening({
      url: urlOf(host, server.port),
      tokenFile: needsToken ? httpTokenFile(paths) : undefined,
    });
    await new Promise<void>((resolve) => {
      for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) process.once(signal, () => resolve());
    });
    server.stopListening();
    await gateway.settle(DRAIN_MS);
    await server.close();
  } finally {
    reload.close();
    await close(SHUTDOWN_GRACE_MS);
  }
}

function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || /^127\.\d+\.\d+\.\d+$/.test(host);
}
