import type { Readable, Writable } from 'node:stream';
import { hintsOf, workspaceOf } from '../protocol/daemon/hello.ts';
import { LineWire } from '../protocol/line-wire.ts';
import { type ComposeOptions, composeGateway } from './compose.ts';
import { Reload } from './reload.ts';

interface StandaloneOptions extends ComposeOptions {
  readonly input: Readable;
  readonly output: Writable;
  /** What the client is shown; absent, everything. */
  readonly profile: string | undefined;
}

/** For each of end of stdin and SIGTERM to take effect: the whole tree is gone two seconds after the host. */
const SHUTDOWN_GRACE_MS = 700;
const PARENT_CHECK_MS = 500;

/**
 * Runs the whole gateway in this process for the one client on stdio. Resolves when the client has gone,
 * by end of input, a broken pipe, a signal, or because its process vanished.
 * @throws GatewayError `unknown_server` for a profile that is not configured.
 */
export async function runStandalone(options: StandaloneOptions): Promise<void> {
  const { config, input, output } = options;
  const { gateway, log, close } = composeGateway(options);
  const onSettingsChanged = (): void =>
    log.warn({ path: config.path }, 'settings have changed; they are in force from the next start');
  const reload = new Reload({ gateway, config, log, onSettingsChanged });
  const workspace = workspaceOf({ hints: hintsOf(process.env), cwd: process.cwd() });
  try {
    const wire = new LineWire({ input, output, limits: config.limits });
    const session = gateway.openSession(wire, { workspace, shown: options.profile });
    await hostGone(session.ended);
  } finally {
    reload.close();
    await close(SHUTDOWN_GRACE_MS);
  }
}

/** Resolves at the first sign that the host has gone. */
function hostGone(sessionEnded: Promise<void>): Promise<void> {
  const parent = process.ppid;
  return new Promise((resolve) => {
    void sessionEnded.then(resolve);
    for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) process.once(signal, () => resolve());
    // A host that was killed may have left our stdin open in another process; its own absence tells.
    const check = setInterval(() => {
      if (process.ppid === parent) return;
      clearInterval(check);
      resolve();
    }, PARENT_CHECK_MS);
    check.unref();
  });
}
