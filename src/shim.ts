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
    const configPath = findConfigPath({ path: optionIn(args, '--config'), env });
    const profile = optionIn(args, '--profile');
    const address = daemonAddress(pathsFor(env), configPath);
    const get = (sessionId?: string) =>
      getDaemon({ address, program, env, hello: sayWhoWeAre({ configPath, profile, sessionId }) });
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

function optionIn(args: readonly string[], name: string): string | undefined {
  const at = args.findIndex((arg) => arg === name || arg.startsWith(`${name}=`));
  const option = args[at];
  return option === name ? args[at + 1] : option?.slice(name.length + 1);
}

function sayWhoWeAre(ours: Pick<Hello, 'configPath' | 'profile' | 'sessionId'>): Hello {
  return {
    ...ours,
    protocol: DAEMON_PROTOCOL,
    version: VERSION,
    role: 'host',
    cwd: process.cwd(),
    hints: hintsOf(process.env),
    pid: process.pid,
    parentPid: process.ppid,
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
