import { execFile } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterEach, beforeEach } from 'vitest';
import { connect } from '../../src/client/connect.ts';
import { DaemonClient } from '../../src/client/daemon-client.ts';
import { type Greeted, greet, type NoGreeting } from '../../src/client/greet.ts';
import { type DaemonAddress, daemonAddress } from '../../src/protocol/daemon/address.ts';
import type { DaemonStatus } from '../../src/protocol/daemon/commands.ts';
import { DAEMON_PROTOCOL, type Hello } from '../../src/protocol/daemon/hello.ts';
import { pathsFor } from '../../src/shared/paths.ts';
import { isRunning } from '../../src/shared/process-start.ts';
import { VERSION } from '../../src/shared/version.ts';
import { type HostOptions, type RawHost, startHost } from './host.ts';
import { openSandbox, processesIn, type Sandbox } from './sandbox.ts';

const PROGRAM = fileURLToPath(new URL('../../bin/trunkline.js', import.meta.url));
const run = promisify(execFile);

/** Gives each test of a file a HOME of its own, and ends the daemon that runs there afterwards. */
export function eachInSandbox(use: (sandbox: Sandbox) => void): void {
  let sandbox: Sandbox;
  beforeEach(() => {
    sandbox = openSandbox();
    use(sandbox);
  });
  afterEach(async () => {
    await stopDaemon(sandbox);
    await sandbox.close();
  });
}

export function addressIn({ env, home }: Sandbox): DaemonAddress {
  return daemonAddress(pathsFor(env), join(home, '.trunkline', 'servers.json'));
}

/** The daemon as its lock file names it. */
export function lockIn(sandbox: Sandbox): { pid: number; startTime: string } | undefined {
  const folder = pathsFor(sandbox.env).stateDir;
  try {
    const name = readdirSync(folder).find((file) => /^daemon-\w+\.json$/.test(file));
    return name === undefined ? undefined : JSON.parse(readFileSync(join(folder, name), 'utf8'));
  } catch {
    return undefined; // nothing was ever started there, or the file is just being written
  }
}

export function daemonPid(sandbox: Sandbox): number {
  const lock = lockIn(sandbox);
  if (!lock || !isRunning(lock)) throw new Error('no daemon runs');
  return lock.pid;
}

/** The processes that are daemons, whatever the lock says. */
export function daemonsIn({ home }: Sandbox): number[] {
  return processesIn(home).flatMap(({ pid, command }) => (command.includes(' daemon run ') ? [pid] : []));
}

/** A host whose session is ready, behind a shim. */
export async function connectThroughDaemon(sandbox: Sandbox, options: HostOptions): Promise<RawHost> {
  const host = startHost(sandbox, { ...options, throughDaemon: true });
  await host.initialize();
  return host;
}

/** Runs `trunkline …` and gives what it wrote to stdout. */
export async function command(sandbox: Sandbox, ...args: string[]): Promise<string> {
  const { stdout } = await run(process.execPath, [PROGRAM, ...args], { env: sandbox.env });
  return stdout;
}

/** What the daemon says of itself, asked without a process of its own for the question. @throws Error where none runs */
export async function statusOf(sandbox: Sandbox): Promise<DaemonStatus> {
  const client = await DaemonClient.find({
    address: addressIn(sandbox),
    program: PROGRAM,
    env: sandbox.env,
    hello: shimHello(sandbox, { role: 'command' }),
  });
  if (!client) throw new Error('no daemon runs');
  return client.status().finally(() => client.close());
}

/** What a shim of this process says of itself, with whatever is different. */
export function shimHello({ home }: Sandbox, hello: Partial<Hello> = {}): Hello {
  return {
    protocol: DAEMON_PROTOCOL,
    version: VERSION,
    role: 'host',
    configPath: join(home, '.trunkline', 'servers.json'),
    cwd: '/',
    hints: {},
    pid: process.pid,
    parentPid: process.ppid,
    ...hello,
  };
}

/** Says hello as a shim would, with whatever is different. */
export async function sayHello(sandbox: Sandbox, hello: Partial<Hello>): Promise<Greeted | NoGreeting> {
  const socket = await connect(addressIn(sandbox));
  if (!socket) throw new Error('nobody listens');
  return greet(socket, shimHello(sandbox, hello));
}

/** Ends whatever daemon is left, so that the sandbox can be closed. */
export async function stopDaemon(sandbox: Sandbox): Promise<void> {
  const lock = lockIn(sandbox);
  if (!lock || !isRunning(lock)) return;
  process.kill(lock.pid, 'SIGCONT');
  process.kill(lock.pid, 'SIGTERM');
  while (isRunning(lock)) await new Promise((resolve) => setTimeout(resolve, 20));
}
