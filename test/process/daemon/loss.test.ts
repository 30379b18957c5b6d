import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { expect, test } from 'vitest';
import {
  addressIn,
  connectThroughDaemon,
  daemonPid,
  daemonsIn,
  eachInSandbox,
  sayHello,
  statusOf,
  stopDaemon,
} from '../../helpers/daemon.ts';
import { type RawHost, startHost } from '../../helpers/host.ts';
import type { Sandbox } from '../../helpers/sandbox.ts';

let sandbox: Sandbox;
eachInSandbox((opened) => {
  sandbox = opened;
});

const FIXTURES = { fixtures: ['echo'] };
const echo = { name: 'echo__echo', arguments: { message: 'hi' } };
const sleep = { name: 'echo__sleep', arguments: { ms: 20_000 } };

async function isInFlight(host: RawHost): Promise<void> {
  await expect.poll(async () => (await statusOf(sandbox)).sessions[0]?.inFlight, { timeout: 10_000 }).toBe(1);
  expect(host.child.exitCode).toBeNull();
}

test('when the daemon is killed, a call says that it may have run, and the session goes on', async () => {
  const host = await connectThroughDaemon(sandbox, FIXTURES);
  await host.request('tools/call', echo);
  const before = await statusOf(sandbox);
  const call = host.request('tools/call', sleep);
  await isInFlight(host);
  process.kill(daemonPid(sandbox), 'SIGKILL');
  expect(await call).toMatchObject({
    result: { isError: true, content: [{ text: expect.stringContaining('It may have run') }] },
  });
  expect(await host.request('tools/call', echo)).toMatchObject({ result: { content: [{ text: 'hi' }] } });
  const after = await statusOf(sandbox);
  expect(after.pid).not.toBe(before.pid);
  expect(after.sessions).toMatchObject([
    { sessionId: before.sessions[0]?.sessionId, client: 'test-host', isResumed: true },
  ]);
  await host.close();
});

test('what may be asked again is asked again: a host waits for its list, and gets it', async () => {
  const host = await connectThroughDaemon(sandbox, FIXTURES);
  process.kill(daemonPid(sandbox), 'SIGSTOP');
  const list = host.request('tools/list');
  const read = host.request('resources/read', { uri: 'echo+test://note' });
  process.kill(daemonPid(sandbox), 'SIGKILL');
  expect(await list).toHaveProperty('result.tools');
  expect(await read).toHaveProperty('result.contents');
  await host.close();
});

test('log level and subscriptions outlive the daemon', async () => {
  const host = await connectThroughDaemon(sandbox, FIXTURES);
  const { result } = await host.request('resources/list');
  const [{ uri } = { uri: '' }] = (result as { resources: { uri: string }[] }).resources;
  await host.request('resources/subscribe', { uri });
  process.kill(daemonPid(sandbox), 'SIGKILL');
  const updated = (): number =>
    host.received.filter(({ method }) => method === 'notifications/resources/updated').length;
  // Once for what may have been missed, and once for the change.
  await expect.poll(updated, { timeout: 10_000 }).toBe(1);
  await host.request('tools/call', { name: 'echo__touch' });
  await expect.poll(updated).toBe(2);
  await host.close();
});

test('a session of which the store knows nothing is initialized again, and the host hears nothing of it', async () => {
  const host = await connectThroughDaemon(sandbox, FIXTURES);
  process.kill(daemonPid(sandbox), 'SIGKILL');
  rmSync(dirname(addressIn(sandbox).lockFile), { recursive: true });
  expect(await host.request('tools/list')).toHaveProperty('result.tools');
  expect(await host.request('tools/call', echo)).toMatchObject({ result: { content: [{ text: 'hi' }] } });
  expect(host.received.filter((message) => JSON.stringify(message).includes('initialize'))).toEqual([]);
  await host.close();
});

test('a frozen daemon is ended and another takes its place, for its old hosts too', async () => {
  const one = await connectThroughDaemon(sandbox, FIXTURES);
  await one.request('tools/call', echo);
  const frozen = daemonPid(sandbox);
  process.kill(frozen, 'SIGSTOP');
  const two = await connectThroughDaemon(sandbox, FIXTURES);
  expect(daemonPid(sandbox)).not.toBe(frozen);
  expect(await one.request('tools/call', echo)).toMatchObject({ result: { content: [{ text: 'hi' }] } });
  await expect.poll(() => daemonsIn(sandbox)).toHaveLength(1);
  await Promise.all([one.close(), two.close()]);
});

test('a newer Trunkline at the door: this daemon lets its calls end and makes room', async () => {
  const host = await connectThroughDaemon(sandbox, FIXTURES);
  await host.request('tools/call', echo);
  const old = daemonPid(sandbox);
  const call = host.request('tools/call', { ...sleep, arguments: { ms: 6_000 } });
  await isInFlight(host);
  expect(await sayHello(sandbox, { version: '99.0.0' })).toEqual({ fault: 'leaving' });
  expect(await call).toMatchObject({ result: { content: [{ text: 'slept 6000' }] } });
  expect(await host.request('tools/call', echo)).toMatchObject({ result: { content: [{ text: 'hi' }] } });
  expect(daemonPid(sandbox)).not.toBe(old);
  await host.close();
});

const STALE: [string, () => void][] = [
  ['a file squats on the socket path', () => writeFileSync(addressIn(sandbox).sockets[0] ?? '', 'mine')],
  ['a folder squats on the socket path', () => mkdirSync(addressIn(sandbox).sockets[0] ?? '')],
  [
    'the lock names a process that is no daemon and has another start time',
    () =>
      writeFileSync(
        addressIn(sandbox).lockFile,
        JSON.stringify({ pid: process.pid, startTime: '1', version: '0' }),
      ),
  ],
  ['the lock file is torn', () => writeFileSync(addressIn(sandbox).lockFile, '{"pid":')],
  ['the lock file is a folder', () => mkdirSync(addressIn(sandbox).lockFile)],
];

test.each(STALE)('%s: the daemon starts all the same', async (_, prepare) => {
  mkdirSync(dirname(addressIn(sandbox).lockFile), { recursive: true, mode: 0o700 });
  prepare();
  const host = await connectThroughDaemon(sandbox, FIXTURES);
  expect(await host.request('tools/call', echo)).toMatchObject({ result: { content: [{ text: 'hi' }] } });
  await host.close();
});

test('where no daemon can be had the host is served alone, and told so once', async () => {
  mkdirSync(`${sandbox.home}/.trunkline`);
  writeFileSync(`${sandbox.home}/.trunkline/state`, 'no folder');
  const host = startHost(sandbox, { ...FIXTURES, throughDaemon: true });
  await host.initialize();
  expect(await host.request('tools/call', echo)).toMatchObject({ result: { content: [{ text: 'hi' }] } });
  expect(host.stderr.match(/Serving this host alone/g)).toHaveLength(1);
  await host.close();
});

test('a HOME too long for a socket has its daemon elsewhere', async () => {
  const home = `${sandbox.home}/${'long-'.repeat(24)}`;
  mkdirSync(`${home}/.trunkline`, { recursive: true });
  const writeConfig = (config: object): string => {
    const path = `${home}/.trunkline/servers.json`;
    writeFileSync(path, JSON.stringify(config));
    return path;
  };
  const far: Sandbox = { ...sandbox, home, writeConfig, env: { ...sandbox.env, HOME: home } };
  const host = await connectThroughDaemon(far, FIXTURES);
  const { sockets } = addressIn(far);
  expect(sockets).toHaveLength(1);
  expect((await statusOf(far)).socket).toBe(sockets[0]);
  await host.close();
  await stopDaemon(far);
  rmSync(dirname(sockets[0] ?? ''), { recursive: true });
});
