import { endFrozen } from './client/end-frozen.ts';
import { getDaemon } from './client/find-daemon.ts';
import { Relay } from './client/relay/relay.ts';
import { findConfigPath } from './config/find.ts';
import { daemonAddress } from './protocol/daemon/address.ts';
import { DAEMON_PROTOCOL, type Hello, hintsOf } from './protocol/daemon/hello.ts';
import { GatewayError, messageOf } from './shared/errors.ts';
import { pathsFor } from './shared/paths.ts';
import { VERSION } from './shared/version.ts';

const PARENT_CHECK_MS = 500;

/**
 * What a host launches: finds or starts the daemon and moves frames between it and stdio. `gone` once the host
 * has left, by whatever sign; `standalone` where no daemon can be had, before anything was read from the host.
 */
export async function runShim(args: readonly string[], program: string): Promise<'gone' | 'standalone'> {
  const gone = hostGone();
  const { env } = process;
  try {
    const configPath = findConfigPath({ path: configOption(args), env });
    const address = daemonAddress(pathsFor(env), configPath);
    const get = (sessionId?: string) =>
      getDaemon({ address, program, env, hello: sayWhoWeAre(configPath, sessionId) });
    const greeted = await Promise.race([get(), gone]);
    if (greeted === 'gone') return 'gone';
    const relay = new Relay({
      input: process.stdin,
      output: process.stdout,
      getDaemon: get,
      endFrozen: () => endFrozen(address.lockFile),
    });
    relay.start(greeted);
  } catch (error) {
    // What is wrong with the configuration is told by who reads it next.
    const isConfig = error instanceof GatewayError && error.code === 'config_invalid';
    if (!isConfig) process.stderr.write(`trunkline: ${messageOf(error)} Serving this host alone.\n`);
    return 'standalone';
  }
  return gone;
}

function configOption(args: readonly string[]): string | undefined {
  const at = args.findIndex((arg) => arg === '--config' || arg.startsWith('--config='));
  const option = args[at];
  return option === '--config' ? args[at + 1] : option?.slice('--config='.length);
}

function sayWhoWeAre(configPath: string, sessionId: string | undefined): Hello {
  return {
    protocol: DAEMON_PROTOCOL,
    version: VERSION,
    role: 'host',
    configPath,
    cwd: process.cwd(),
    hints: hintsOf(process.env),
    pid: process.pid,
    parentPid: process.ppid,
    ...(sessionId !== undefined && { sessionId }),
  };
}

/** Resolves at the first sign that the host has gone. */
function hostGone(): Promise<'gone'> {
  const parent = process.ppid;
  return new Promise((resolve) => {
    const leave = (): void => resolve('gone');
    process.stdin.once('end', leave).once('close', leave).once('error', leave);
    process.stdout.once('error', leave);
    for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) process.once(signal, leave);
    // A host that was killed may have left our stdin open in another process; its own absence tells.
    setInterval(() => {
      if (process.ppid !== parent) leave();
    }, PARENT_CHECK_MS).unref();
  });
}
