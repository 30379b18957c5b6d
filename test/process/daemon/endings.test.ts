import { spawn } from 'node:child_process';
import { existsSync, writeFileSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import {
  addressIn,
  command,
  connectThroughDaemon,
  daemonPid,
  daemonsIn,
  eachInSandbox,
  lockIn,
  sayHello,
  statusOf,
} from '../../helpers/daemon.ts';
import { fixtureEntry } from '../../helpers/fixture-servers.ts';
import { type RawHost, startHost } from '../../helpers/host.ts';
import { processesIn, type Sandbox } from '../../helpers/sandbox.ts';

let sandbox: Sandbox;
eachInSandbox((opened) => {
  sandbox = opened;
});

const PROGRAM = fileURLToPath(new URL('../../../bin/trunkline.js', import.meta.url));
const STUBBORN = ['echo', 'ignores-eof', 'ignores-sigterm', 'spawns-grandchild'];

const echo = (host: RawHost, server: string) =>
  host.request('tools/call', { name: `${server}__echo`, arguments: { message: 'hi' } });
const HI = { result: { content: [{ text: 'hi' }] } };

/** Everything that serves, with what it has started: all but the shims and the daemons. */
const serving = (): number[] =>
  processesIn(sandbox.home).flatMap(({ pid, command: line }) => (line.includes('trunkline.js') ? [] : [pid]));

test.each(['SIGKILL', 'SIGTERM'] as const)(
  'no orphan after the daemon is ended by %s, however its servers take it',
  async (signal) => {
    const host = await connectThroughDaemon(sandbox, { fixtures: STUBBORN });
    for (const answer of await Promise.all(STUBBORN.map((name) => echo(host, name))))
      expect(answer).toHaveProperty('result.content');
    const before = new Set(serving());
    expect(before.size).toBeGreaterThan(STUBBORN.length);
    process.kill(daemonPid(sandbox), signal);
    const left = (): number[] => serving().filter((pid) => before.has(pid));
    await expect.poll(left, { timeout: 25_000 }).toEqual([]);
    expect(await echo(host, 'echo')).toMatchObject(HI);
    await host.close();
  },
);

test('a host that kills its shim after 200 ms and starts it again, three times, is served', async () => {
  for (let start = 0; start < 3; start++) {
    const shim = startHost(sandbox, { fixtures: ['echo'], throughDaemon: true });
    await delay(200);
    shim.child.kill('SIGKILL');
    await shim.exit;
  }
  const host = await connectThroughDaemon(sandbox, { fixtures: ['echo'] });
  expect(await echo(host, 'echo')).toMatchObject(HI);
  await expect.poll(() => daemonsIn(sandbox)).toEqual([daemonPid(sandbox)]);
  await host.close();
});

test('the order of an end: nobody new, calls come to their end, servers end, all is logged', async () => {
  const host = await connectThroughDaemon(sandbox, { fixtures: ['echo'] });
  await echo(host, 'echo');
  const leaving = daemonPid(sandbox);
  const servers = new Set(serving());
  const sleep = { name: 'echo__sleep', arguments: { ms: 2_500 } };
  const call = host.request('tools/call', sleep);
  await expect.poll(async () => (await statusOf(sandbox)).sessions[0]?.inFlight).toBe(1);
  process.kill(leaving, 'SIGTERM');
  await expect.poll(() => lockIn(sandbox)?.pid).not.toBe(leaving);
  // The call is still running; whoever comes now is another daemon's.
  const next = await connectThroughDaemon(sandbox, { fixtures: ['echo'] });
  expect(daemonPid(sandbox)).not.toBe(leaving);
  expect(await call).toMatchObject({ result: { content: [{ text: 'slept 2500' }] } });
  await expect.poll(() => serving().filter((pid) => servers.has(pid))).toEqual([]);
  await expect.poll(() => daemonsIn(sandbox)).toEqual([daemonPid(sandbox)]);
  expect(await command(sandbox, 'logs')).toContain('daemon leaves');
  await Promise.all([host.close(), next.close()]);
});

test('a server that could not start and recovers is listed to the hosts that are there, and can be called', async () => {
  const mended = join(sandbox.home, 'mended');
  const { command: node, args } = fixtureEntry('echo');
  const script = `[ -e '${mended}' ] || exit 3; exec '${node}' '${args[0]}'`;
  const servers = { flaky: { command: '/bin/sh', args: ['-c', script] } };
  const host = await connectThroughDaemon(sandbox, { servers, settings: { exposure: 'full' } });
  const names = async () => JSON.stringify((await host.request('tools/list')).result);
  expect(await names()).not.toContain('flaky__echo');
  expect(await statusOf(sandbox)).toMatchObject({ servers: [{ state: 'failing', tools: 0 }] });
  expect(existsSync(mended)).toBe(false);
  writeFileSync(mended, '');
  await command(sandbox, 'restart', 'flaky');
  await host.next(({ method }) => method === 'notifications/tools/list_changed');
  expect(await names()).toContain('flaky__echo');
  expect(await echo(host, 'flaky')).toMatchObject(HI);
  await host.close();
});

test('EMFILE: more connections than files may be open cost nobody else anything, and are forgotten', async () => {
  const config = sandbox.writeConfig({ mcpServers: { echo: fixtureEntry('echo') } });
  const line = `ulimit -n 64; exec '${process.execPath}' '${PROGRAM}' daemon run --config '${config}'`;
  spawn('/bin/sh', ['-c', line], { env: sandbox.env, stdio: 'ignore' });
  await expect
    .poll(() => command(sandbox, 'daemon', 'start').then(() => lockIn(sandbox) !== undefined))
    .toBe(true);
  const path = addressIn(sandbox).sockets[0] ?? '';
  const sockets: Socket[] = Array.from({ length: 120 }, () => connect(path).on('error', () => undefined));
  await expect.poll(() => sockets.some((socket) => socket.closed)).toBe(true);
  for (const socket of sockets) socket.destroy();
  await expect
    .poll(() => sayHello(sandbox, {}).then((hello) => 'answer' in hello && hello.socket.destroy()))
    .toBeTruthy();
  const host = await connectThroughDaemon(sandbox, { fixtures: ['echo'] });
  expect(await echo(host, 'echo')).toMatchObject(HI);
  await expect.poll(() => daemonsIn(sandbox)).toHaveLength(1);
  await host.close();
});
