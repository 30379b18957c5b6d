import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { command, connectThroughDaemon, daemonPid, eachInSandbox, statusOf } from '../../helpers/daemon.ts';
import { fixtureEntry } from '../../helpers/fixture-servers.ts';
import { type RawHost, startHost } from '../../helpers/host.ts';
import type { Sandbox } from '../../helpers/sandbox.ts';

let sandbox: Sandbox;
eachInSandbox((opened) => {
  sandbox = opened;
});

const SETTINGS = { exposure: 'full' };
const ONE_AND_TWO = { one: fixtureEntry('echo'), two: fixtureEntry('echo') };
const count = { name: 'one__counter', arguments: {} };
const text = (value: string) => ({ result: { content: [{ text: value }] } });

function writeServers(names: readonly string[], settings: object = {}): void {
  const servers = Object.fromEntries(names.map((name) => [name, fixtureEntry('echo')]));
  sandbox.writeConfig({ mcpServers: servers, ...SETTINGS, ...settings });
}

async function prefixes(host: RawHost): Promise<string[]> {
  const { result } = await host.request('tools/list');
  const { tools } = result as { tools: { name: string }[] };
  return [...new Set(tools.map(({ name }) => name.split('__')[0] ?? ''))];
}

const announced = (host: RawHost): boolean =>
  host.received.some(({ method }) => method === 'notifications/tools/list_changed');

test.each([true, false])(
  'a server added to the file is listed and can be called, and the others are untouched (through the daemon: %s)',
  async (throughDaemon) => {
    const servers = { one: fixtureEntry('echo') };
    const host = startHost(sandbox, { servers, settings: SETTINGS, throughDaemon });
    await host.initialize();
    expect(await prefixes(host)).toEqual(['one']);
    await host.request('tools/call', count);
    host.received.length = 0;
    writeServers(['one', 'two']);
    await expect.poll(() => announced(host), { timeout: 10_000 }).toBe(true);
    expect(await prefixes(host)).toEqual(['one', 'two']);
    const echo = { name: 'two__echo', arguments: { message: 'hi' } };
    expect(await host.request('tools/call', echo)).toMatchObject(text('hi'));
    expect(await host.request('tools/call', count)).toMatchObject(text('2'));
    await host.close();
  },
);

test('a server taken out of the file ends its calls and is gone', async () => {
  const host = await connectThroughDaemon(sandbox, { servers: ONE_AND_TWO, settings: SETTINGS });
  await host.request('tools/call', count);
  const call = host.request('tools/call', { name: 'one__sleep', arguments: { ms: 1_500 } });
  writeServers(['two']);
  await expect.poll(() => prefixes(host), { timeout: 10_000 }).toEqual(['two']);
  expect(await call).toMatchObject(text('slept 1500'));
  expect(await host.request('tools/call', count)).toMatchObject({ error: { code: -32602 } });
  await host.close();
});

test('what only concerns publishing restarts nothing; how a server is reached does', async () => {
  const entry = fixtureEntry('echo');
  const host = await connectThroughDaemon(sandbox, { servers: { one: entry }, settings: SETTINGS });
  await host.request('tools/call', count);
  sandbox.writeConfig({ mcpServers: { one: { ...entry, rename: { counter: 'count' } } }, ...SETTINGS });
  const renamed = { name: 'one__count', arguments: {} };
  await expect.poll(() => host.request('tools/call', renamed), { timeout: 10_000 }).toMatchObject(text('2'));
  sandbox.writeConfig({ mcpServers: { one: { ...entry, env: { CHANGED: '1' } } }, ...SETTINGS });
  await expect.poll(() => host.request('tools/call', count), { timeout: 10_000 }).toMatchObject(text('1'));
  await host.close();
});

test('a file that cannot be used changes nothing, and status says why', async () => {
  const host = await connectThroughDaemon(sandbox, {
    servers: { one: fixtureEntry('echo') },
    settings: SETTINGS,
  });
  await host.request('tools/call', count);
  writeFileSync(join(sandbox.home, '.trunkline', 'servers.json'), '{"mcpServers": {"one": {"comand": "x"}}}');
  await expect
    .poll(async () => (await statusOf(sandbox)).configProblem, { timeout: 10_000 })
    .toMatch(/servers\.json:1:\d+.*"comand"/);
  expect(await host.request('tools/call', count)).toMatchObject(text('2'));
  expect(await command(sandbox, 'logs')).toContain('the configuration file cannot be used');
  await host.close();
});

test('other settings bring another daemon, and the session goes on with it, told of lists that they changed', async () => {
  const host = await connectThroughDaemon(sandbox, { servers: ONE_AND_TWO, settings: SETTINGS });
  await host.request('tools/call', count);
  const before = daemonPid(sandbox);
  host.received.length = 0;
  writeServers(['one', 'two'], { names: { maxLength: 40 } });
  await expect.poll(async () => (await statusOf(sandbox)).pid, { timeout: 10_000 }).not.toBe(before);
  expect(await host.request('tools/call', count)).toMatchObject(text('1'));
  expect(await prefixes(host)).toEqual(['one', 'two']);
  expect(announced(host)).toBe(false);
  writeServers(['one', 'two'], { exposure: 'lazy' });
  await expect.poll(() => announced(host)).toBe(true);
  expect(await prefixes(host)).toContain('find_tools');
  await host.close();
});
