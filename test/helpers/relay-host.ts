import type { ChildProcessWithoutNullStreams } from 'node:child_process';
import { EventEmitter } from 'node:events';
import type { Socket } from 'node:net';
import { PassThrough } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { endFrozen } from '../../src/client/end-frozen.ts';
import { getDaemon } from '../../src/client/find-daemon.ts';
import { Relay } from '../../src/client/relay/relay.ts';
import { addressIn, shimHello } from './daemon.ts';
import { RawHost } from './host.ts';
import type { Sandbox } from './sandbox.ts';

const PROGRAM = fileURLToPath(new URL('../../bin/trunkline.js', import.meta.url));

/** A host whose shim runs in the test's own process, so that its socket can be cut. */
export interface RelayHost {
  readonly host: RawHost;
  /** Destroys the socket to the daemon, as if the system had. */
  cut(): void;
}

/** Whoever opens it closes the host. */
export async function openRelayHost(sandbox: Sandbox): Promise<RelayHost> {
  const { stdin, stdout, stderr } = {
    stdin: new PassThrough(),
    stdout: new PassThrough(),
    stderr: new PassThrough(),
  };
  let socket: Socket | undefined;
  let isClosed = false;
  const get = async (sessionId?: string) => {
    if (isClosed) throw new Error('the host has gone');
    const greeted = await getDaemon({
      address: addressIn(sandbox),
      program: PROGRAM,
      env: sandbox.env,
      hello: shimHello(sandbox, sessionId === undefined ? {} : { sessionId }),
    });
    socket = greeted.socket;
    return greeted;
  };
  const end = (): void => {
    if (isClosed) return;
    isClosed = true;
    socket?.destroy();
    child.emit('close', 0, null);
  };
  const child = Object.assign(new EventEmitter(), { stdin, stdout, stderr, pid: process.pid, kill: end });
  stdin.once('end', end);
  const { lockFile } = addressIn(sandbox);
  const relay = new Relay({
    input: stdin,
    output: stdout,
    getDaemon: get,
    endFrozen: () => endFrozen(lockFile),
  });
  relay.start(await get());
  const host = new RawHost(child as unknown as ChildProcessWithoutNullStreams);
  await host.initialize();
  return { host, cut: () => socket?.destroy() };
}
