import { lstatSync } from 'node:fs';
import { connect as connectTo, type Socket } from 'node:net';
import { type DaemonAddress, folderOf } from '../protocol/daemon/address.ts';

/** Connects to whoever listens at the daemon's address; undefined where nobody does. */
export async function connect({ sockets }: DaemonAddress): Promise<Socket | undefined> {
  for (const path of sockets) {
    if (!mayBeThere(path) || !isInOurFolder(path)) continue;
    const socket = await tryConnect(path);
    if (socket) return socket;
  }
  return undefined;
}

/** Asked many times while a daemon starts, which a connection that fails would hold up. */
function mayBeThere(path: string): boolean {
  return folderOf(path) === undefined || lstatSync(path, { throwIfNoEntry: false }) !== undefined;
}

/** A socket in a folder that others can write to may be anybody's, and would hear all that a host says. */
function isInOurFolder(path: string): boolean {
  const folder = folderOf(path);
  if (folder === undefined) return true;
  const stat = lstatSync(folder, { throwIfNoEntry: false });
  return stat?.isDirectory() === true && stat.uid === process.getuid?.() && (stat.mode & 0o022) === 0;
}

function tryConnect(path: string): Promise<Socket | undefined> {
  return new Promise((resolve) => {
    const socket = connectTo({ path });
    const fail = (): void => resolve(undefined);
    socket.once('error', fail);
    socket.once('connect', () => {
      socket.off('error', fail);
      resolve(socket);
    });
  });
}
