import { mkdtempSync, rmSync } from 'node:fs';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Greeted } from '../../../src/client/greet.ts';
import { Relay } from '../../../src/client/relay/relay.ts';
import { DRAINED, DRAINING } from '../../../src/protocol/daemon/hello.ts';

let folder: string;
let server: Server;
/** The daemon's end of each connection, and what came on it. */
let connections: { socket: Socket; received: string }[];
let input: PassThrough;
/** New ones for each test: a relay of an earlier one goes on looking for its own daemon, and answers its own host. */
let host: { output: string };
let daemon: { isThere: boolean; shimSockets: Socket[] };

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'tl-'));
  connections = [];
  daemon = { isThere: true, shimSockets: [] };
  server = createServer((socket) => {
    const connection = { socket, received: '' };
    connections.push(connection);
    socket.on('data', (chunk) => {
      connection.received += chunk;
    });
    socket.on('error', () => undefined); // a test cuts it at any moment
  });
  await new Promise<void>((resolve) => server.listen(join(folder, 's'), resolve));
  input = new PassThrough();
  const sink = new PassThrough();
  const own = { output: '' };
  host = own;
  sink.on('data', (chunk) => {
    own.output += chunk;
  });
  const getDaemon = getterFor(daemon);
  const relay = new Relay({ input, output: sink, getDaemon, endFrozen: async () => undefined });
  relay.start(await getDaemon());
});

afterEach(() => {
  daemon.isThere = false;
  for (const { socket } of connections) socket.destroy();
  server.close();
  rmSync(folder, { recursive: true });
});

function getterFor(own: typeof daemon): () => Promise<Greeted> {
  return async () => {
    if (!own.isThere) throw new Error('none');
    const socket = connect(join(folder, 's'));
    own.shimSockets.push(socket);
    await new Promise((resolve) => socket.once('connect', resolve));
    const answer = { protocol: 1, version: '1', pid: 1, sessionId: 's', isResumed: true };
    return { socket, answer, rest: Buffer.alloc(0) };
  };
}

const frame = (id: number, method: string): string => `${JSON.stringify({ jsonrpc: '2.0', id, method })}\n`;
const received = (index: number): string => connections[index]?.received ?? '';

test('a socket cut between frames: what is unanswered is told or asked again, what follows goes to the next', async () => {
  input.write(frame(1, 'tools/call') + frame(2, 'tools/list'));
  await expect.poll(() => received(0)).toContain('"id":2');
  connections[0]?.socket.write('{"jsonrpc":"2.0","id":99,"half a frame');
  connections[0]?.socket.destroy();
  await expect.poll(() => connections.length).toBe(2);
  input.write(frame(3, 'tools/call'));
  await expect.poll(() => received(1)).toContain('"id":3');
  expect(received(1)).toContain(frame(2, 'tools/list'));
  expect(received(1)).not.toContain('"id":1');
  await expect.poll(() => host.output).toMatch(/^\{"jsonrpc":"2.0","id":1,.*may have run.*\}\n$/);
});

test('a socket cut while it is full: the host is read again', async () => {
  connections[0]?.socket.pause();
  const large = JSON.stringify({
    jsonrpc: '2.0',
    id: 1,
    method: 'tools/call',
    params: { text: 'x'.repeat(8_000_000) },
  });
  input.write(`${large}\n`);
  await expect.poll(() => input.isPaused()).toBe(true);
  connections[0]?.socket.destroy();
  await expect.poll(() => host.output).toContain('may have run');
  input.write(frame(2, 'tools/call'));
  await expect.poll(() => received(1)).toContain('"id":2');
});

test('a draining daemon is told nothing more, and its last answers still arrive', async () => {
  input.write(frame(1, 'tools/call'));
  await expect.poll(() => received(0)).toContain('"id":1');
  connections[0]?.socket.write(`{"jsonrpc":"2.0","method":"${DRAINING}"}\n`);
  await expect.poll(() => received(0)).toContain(DRAINED);
  input.write(frame(2, 'tools/call'));
  connections[0]?.socket.end('{"jsonrpc":"2.0","id":1,"result":{}}\n');
  await expect.poll(() => received(1), { timeout: 10_000 }).toBe(frame(2, 'tools/call'));
  expect(received(0)).not.toContain('"id":2');
  expect(host.output).toBe('{"jsonrpc":"2.0","id":1,"result":{}}\n');
});

test('where no daemon comes, waiting hosts are told that nothing was sent', async () => {
  daemon.isThere = false;
  connections[0]?.socket.destroy();
  await expect.poll(() => daemon.shimSockets[0]?.closed).toBe(true);
  input.write(frame(1, 'tools/call') + frame(2, 'tools/list'));
  await expect.poll(() => host.output.match(/never sent/g), { timeout: 10_000 }).toHaveLength(2);
});
