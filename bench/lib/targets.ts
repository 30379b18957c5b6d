import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { JsonObject } from '../../src/protocol/json-rpc.ts';
import type { Target } from './load.ts';
import { type Command, RawHost } from './raw-host.ts';

const pathTo = (relative: string): string => new URL(relative, import.meta.url).pathname;
const ECHO_SERVER = pathTo('./echo-server.ts');
const TRUNKLINE = pathTo('../../bin/trunkline.js');

/** The echo server as its own process, offering `tools` tools. */
export function echoServer(tools = 1): Command & { args: string[] } {
  return { command: process.execPath, args: [ECHO_SERVER, String(tools)] };
}

/** A process from `bench/peers/` in front of the echo server. */
export function peer(name: string): Command {
  const { command, args } = echoServer();
  return { command, args: [pathTo(`../peers/${name}.ts`), command, ...args] };
}

/** Trunkline with its own HOME and configuration. `close()` removes both, and ends its daemon. */
export interface Gateway extends Command {
  readonly home: string;
  readonly mode: 'standalone' | 'daemon';
  /** Ends its daemon, where it has one that runs. */
  stopDaemon(): void;
  close(): void;
}

interface GatewayOptions {
  readonly servers: Readonly<Record<string, Command | { readonly url: string }>>;
  /** What stands beside `mcpServers` in the configuration. */
  readonly settings?: JsonObject;
  readonly mode?: 'standalone' | 'daemon';
  /** Besides HOME and PATH. */
  readonly env?: Readonly<Record<string, string>>;
}

/** Trunkline in front of the named servers: in one process, or as a shim with the daemon behind it. */
export function trunkline({ servers, settings, mode = 'standalone', env: more }: GatewayOptions): Gateway {
  const home = mkdtempSync(join(tmpdir(), 'trunkline-bench-'));
  const config = join(home, 'servers.json');
  writeFileSync(config, JSON.stringify({ ...settings, mcpServers: servers }));
  const env = { ...more, HOME: home, PATH: process.env.PATH ?? '' };
  const stopDaemon = (): void => {
    if (mode === 'daemon')
      execFileSync(process.execPath, [TRUNKLINE, 'daemon', 'stop', '--config', config], { env });
  };
  const close = (): void => {
    stopDaemon();
    rmSync(home, { recursive: true, force: true });
  };
  const args = [TRUNKLINE, ...(mode === 'standalone' ? ['--standalone'] : []), '--config', config];
  return { home, mode, command: process.execPath, args, env, stopDaemon, close };
}

/** A process that has told its tools, ready for load; a gateway goes with it when it is closed. */
export async function openTarget(
  name: string,
  command: Command | Gateway,
  next: Target['next'],
): Promise<Target> {
  const host = RawHost.start(command);
  await host.initialize();
  await host.request('tools/list');
  const gateway = 'mode' in command ? command : undefined;
  const pids = gateway?.mode === 'daemon' ? [host.pid, daemonPid(gateway)] : [host.pid];
  const close = async (): Promise<void> => {
    await host.close();
    gateway?.close();
  };
  return { name, host, pids, next, close };
}

/** The process of a gateway's daemon, once it runs. */
function daemonPid({ home }: Gateway): number {
  const folder = join(home, '.trunkline', 'state');
  const lock = readdirSync(folder).find((name) => /^daemon-.*\.json$/.test(name));
  if (!lock) throw new Error('no daemon runs');
  return JSON.parse(readFileSync(join(folder, lock), 'utf8')).pid;
}
