import type { FindDaemonOptions } from '../../client/find-daemon.ts';
import { findConfigPath } from '../../config/find.ts';
import { daemonAddress } from '../../protocol/daemon/address.ts';
import { DAEMON_PROTOCOL } from '../../protocol/daemon/hello.ts';
import { pathsFor } from '../../shared/paths.ts';
import { VERSION } from '../../shared/version.ts';

/** The daemon that a command speaks of: the one of this user and of `--config` (or what is found without). */
export function targetDaemon(config: string | undefined): FindDaemonOptions {
  const { env, pid, ppid } = process;
  const configPath = findConfigPath({ path: config, env });
  return {
    address: daemonAddress(pathsFor(env), configPath),
    program: process.argv[1] ?? '',
    env,
    hello: {
      protocol: DAEMON_PROTOCOL,
      version: VERSION,
      role: 'command',
      configPath,
      cwd: process.cwd(),
      hints: {},
      pid,
      parentPid: ppid,
    },
  };
}
