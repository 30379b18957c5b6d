import { statSync } from 'node:fs';
import { expect, test } from 'vitest';
import { folderOf } from '../../../src/protocol/daemon/address.ts';
import {
  command,
  connectThroughDaemon,
  daemonPid,
  daemonsIn,
  eachInSandbox,
  sayHello,
  statusOf,
} from '../../helpers/daemon.ts';
import { startHost } from '../../helpers/host.ts';
import { processesIn, type Sandbox } from '../../helpers/sandbox.ts';

let sandbox: Sandbox;
eachInSandbox((opened) => {
  sandbox = opened;
});

const FIXTURES = { fixtures: ['echo'] };
const count = { name: 'echo__counter', arguments: {} };
const echoServers = (): number =>
  processesIn(sandbox.home).filter((p) => p.command.includes('echo.mjs')).length;

test('two hosts share one daemon and one server process', async () => {
  const one = await connectThroughDaemon(sandbox, FIXTURES);
  const two = await connectThroughDaemon(sandbox, FIXTURES);
  await one.request('tools/call', count);
  expect(await two.request('tools/call', count)).toMatchObject({ result: { content: [{ text: '2' }] } });
  // Whatever starts a program is, for a moment, twice there under its own name.
  await expect.poll(() => daemonsIn(sandbox)).toEqual([daemonPid(sandbox)]);
  await expect.poll(echoServers).toBe(1);
  await Promise.all([one.close(), two.close()]);
});

test('hosts that start at once get one daemon, and all are answered', async () => {
  const hosts = Array.from({ length: 4 }, () => startHost(sandbox, { ...FIXTURES, throughDaemon: true }));
  const answers = await Promise.all(hosts.map((host) => host.initialize()));
  for (const answer of answers) expect(answer).toMatchObject({ serverInfo: { name: 'trunkline' } });
  expect((await statusOf(sandbox)).sessions).toHaveLength(4);
  await expect.poll(() => daemonsIn(sandbox)).toEqual([daemonPid(sandbox)]);
  await Promise.all(hosts.map((host) => host.close()));
});

test('the socket is closed to other users', async () => {
  const host = await connectThroughDaemon(sandbox, FIXTURES);
  const { socket } = await statusOf(sandbox);
  expect(statSync(socket).mode & 0o777).toBe(0o600);
  expect(statSync(folderOf(socket) ?? '').mode & 0o777).toBe(0o700);
  await host.close();
});

test.each(['SIGKILL', 'SIGTERM', 'SIGHUP'] as const)(
  'a shim ended by %s leaves the daemon to the others',
  async (signal) => {
    const one = await connectThroughDaemon(sandbox, FIXTURES);
    const two = await connectThroughDaemon(sandbox, FIXTURES);
    one.child.kill(signal);
    await one.exit;
    await expect.poll(async () => (await statusOf(sandbox)).sessions.length, { timeout: 10_000 }).toBe(1);
    expect(await two.request('tools/call', count)).toHaveProperty('result.content');
    await two.close();
  },
);

test('without hosts for its idle time the daemon ends, and its servers with it', async () => {
  const settings = { daemon: { idleTimeout: '1s' } };
  const host = await connectThroughDaemon(sandbox, { ...FIXTURES, settings });
  await host.request('tools/call', count);
  await host.close();
  await expect.poll(() => processesIn(sandbox.home), { timeout: 15_000 }).toEqual([]);
});

test('a session id that was never given leads to a fresh session', async () => {
  const host = await connectThroughDaemon(sandbox, FIXTURES);
  const outcome = await sayHello(sandbox, { sessionId: '00000000-0000-4000-8000-000000000000' });
  expect(outcome).toMatchObject({ answer: { isResumed: false } });
  if ('socket' in outcome) outcome.socket.destroy();
  await host.close();
});

test('status tells who is connected and what runs; stop lets a call in flight end', async () => {
  const host = await connectThroughDaemon(sandbox, FIXTURES);
  await host.request('tools/call', count);
  const call = host.request('tools/call', { name: 'echo__sleep', arguments: { ms: 4_000 } });
  await expect.poll(async () => (await statusOf(sandbox)).sessions[0]?.inFlight, { timeout: 10_000 }).toBe(1);
  expect(JSON.parse(await command(sandbox, 'status', '--json'))).toMatchObject({
    pid: daemonPid(sandbox),
    sessions: [{ client: 'test-host', hostPid: process.pid, isResumed: false }],
    servers: [{ name: 'echo', state: 'ready', connections: [{ inFlight: 1, sessions: 1 }] }],
  });
  const stopped = daemonPid(sandbox);
  expect(await command(sandbox, 'daemon', 'stop')).toBe('The daemon has stopped.\n');
  expect(await call).toMatchObject({ result: { content: [{ text: 'slept 4000' }] } });
  // The host is still there, so its shim has found itself another.
  expect(await host.request('tools/call', count)).toHaveProperty('result.content');
  expect(daemonPid(sandbox)).not.toBe(stopped);
  await host.close();
});

test('a restarted server answers the next call anew', async () => {
  const host = await connectThroughDaemon(sandbox, FIXTURES);
  await host.request('tools/call', count);
  await command(sandbox, 'restart', 'echo');
  expect(await host.request('tools/call', count)).toMatchObject({ result: { content: [{ text: '1' }] } });
  await expect(command(sandbox, 'restart', 'ecko')).rejects.toThrow('Did you mean echo?');
  await host.close();
});
