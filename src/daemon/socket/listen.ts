import { chmodSync, lstatSync, mkdirSync, rmSync } from 'node:fs';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { type DaemonAddress, folderOf } from '../../protocol/daemon/address.ts';
import { GatewayError, messageOf } from '../../shared/errors.ts';

/** A socket that is being listened on. Closing the server removes it. */
export interface Listening {
  readonly server: Server;
  readonly path: string;
  /** False once somebody removed or replaced the socket's file: nobody finds us any more. */
  isReachable(): boolean;
}

const PROBE_MS = 1_000;

/**
 * Listens at the daemon's address, for its owner alone. To be called with the lock held: what lies at the path
 * is then stale or foreign, and makes way, unless somebody answers there.
 * @throws GatewayError `server_unavailable` if no path can be listened on.
 */
export async function listen(
  { sockets }: DaemonAddress,
  onConnection: (socket: Socket) => void,
): Promise<Listening> {
  const reasons: string[] = [];
  for (const path of sockets) {
    try {
      preparePrivateFolder(path);
      if (await answers(path)) throw new Error('another process answers there');
      const server = await listenOn(path, onConnection);
      const inode = inodeOf(path);
      return { server, path, isReachable: () => inodeOf(path) === inode };
    } catch (error) {
      reasons.push(`${path}: ${messageOf(error)}`);
    }
  }
  throw new GatewayError('server_unavailable', `No socket can be listened on: ${reasons.join('; ')}.`);
}

/** Ours, and closed to all others; in a shared place such as /tmp somebody else may have made it before us. */
function preparePrivateFolder(path: string): void {
  const folder = folderOf(path);
  if (folder === undefined) return;
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const stat = lstatSync(folder);
  if (!stat.isDirectory() || stat.uid !== process.getuid?.()) throw new Error('its folder is not ours');
  if ((stat.mode & 0o077) !== 0) chmodSync(folder, 0o700);
}

/** Whether a process accepts connections there and says anything at all to one that says nothing wrong. */
function answers(path: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ path });
    const settle = (isAnswered: boolean): void => {
      clearTimeout(timer);
      socket.destroy();
      resolve(isAnswered);
    };
    const timer = setTimeout(() => settle(false), PROBE_MS);
    socket.once('error', () => settle(false));
    socket.once('data', () => settle(true));
    socket.once('connect', () => socket.write('{"jsonrpc":"2.0","id":"probe","method":"ping"}\n'));
  });
}

function listenOn(path: string, onConnection: (socket: Socket) => void): Promise<Server> {
  const isFile = folderOf(path) !== undefined;
  if (isFile) rmSync(path, { recursive: true, force: true });
  const server = createServer(onConnection);
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen({ path, backlog: 511 }, () => {
      server.off('error', reject);
      if (isFile) chmodSync(path, 0o600);
      resolve(server);
    });
  });
}

function inodeOf(path: string): number | undefined {
  return folderOf(path) === undefined ? undefined : lstatSync(path, { throwIfNoEntry: false })?.ino;
}
