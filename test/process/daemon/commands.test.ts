import { expect, test } from 'vitest';
import { command, daemonPid, eachInSandbox } from '../../helpers/daemon.ts';
import { fixtureEntry } from '../../helpers/fixture-servers.ts';
import type { Sandbox } from '../../helpers/sandbox.ts';

let sandbox: Sandbox;
eachInSandbox((opened) => {
  sandbox = opened;
  sandbox.writeConfig({ mcpServers: { echo: fixtureEntry('echo') } });
});

test('start, status, restart, stop', async () => {
  expect(JSON.parse(await command(sandbox, 'daemon', 'status', '--json'))).toEqual({ isRunning: false });
  const started = await command(sandbox, 'daemon', 'start');
  const first = daemonPid(sandbox);
  expect(started).toBe(`The daemon runs, pid ${first}.\n`);
  expect(await command(sandbox, 'daemon', 'start')).toBe(started);
  expect(JSON.parse(await command(sandbox, 'status', '--json'))).toMatchObject({
    pid: first,
    sessions: [],
    servers: [{ state: 'stopped' }],
  });
  expect(JSON.parse(await command(sandbox, 'servers', '--json'))).toMatchObject([{ name: 'echo', tools: 0 }]);
  await command(sandbox, 'daemon', 'restart');
  expect(daemonPid(sandbox)).not.toBe(first);
  expect(await command(sandbox, 'daemon', 'stop')).toBe('The daemon has stopped.\n');
  expect(await command(sandbox, 'daemon', 'stop')).toBe('The daemon is not running.\n');
  await expect(command(sandbox, 'restart', 'echo')).rejects.toThrow('The daemon is not running');
});

test('a second daemon in the foreground ends at once, and the first stays', async () => {
  await command(sandbox, 'daemon', 'start');
  const first = daemonPid(sandbox);
  expect(await command(sandbox, 'daemon', 'run')).toBe('');
  expect(daemonPid(sandbox)).toBe(first);
});

test('nothing is installed unasked, and what is printed starts this program with this configuration', async () => {
  await expect(command(sandbox, 'daemon', 'install')).rejects.toThrow('--print');
  const unit = await command(sandbox, 'daemon', 'install', '--print');
  expect(unit).toContain(process.execPath);
  expect(unit).toContain(`${sandbox.home}/.trunkline/servers.json`);
});
