import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { JsonObject } from '../../../src/protocol/json-rpc.ts';
import { fixtureEntry } from '../../helpers/fixture-servers.ts';
import { type RawHost, startHost } from '../../helpers/host.ts';
import { HttpGateway, MODERN_META } from '../../helpers/http.ts';
import { openSandbox, type Sandbox } from '../../helpers/sandbox.ts';

/** What a list is: complete in one page, in one order. */
const sandboxes: Sandbox[] = [];
const SERVERS = ['second', 'first', 'third'];
const LISTS = ['tools', 'resources', 'resources/templates', 'prompts'];

beforeEach(() => {
  sandboxes.push(openSandbox(), openSandbox());
});
afterEach(async () => {
  for (const sandbox of sandboxes.splice(0)) await sandbox.close();
});

/** A gateway whose servers start when the test tells each of them to. */
async function open(sandbox: Sandbox): Promise<RawHost> {
  const servers = Object.fromEntries(
    SERVERS.map((name) => [name, fixtureEntry('starts-when-told', join(sandbox.home, name))]),
  );
  const host = startHost(sandbox, { servers, settings: { exposure: 'full' } });
  await host.initialize();
  return host;
}

async function toolsOf(host: RawHost): Promise<{ name: string }[]> {
  const { result } = await host.request('tools/list');
  expect(result).not.toHaveProperty('nextCursor');
  return (result as { tools: { name: string }[] }).tools;
}

const namesOf = (servers: readonly string[]): string[] =>
  servers.flatMap((server) => ['zulu', 'alpha', 'mike'].map((name) => `${server}__${name}`));

/** Lets servers start one after the other; each is waited for by what the host is told. */
async function startIn(order: readonly string[], host: RawHost, { home }: Sandbox): Promise<void> {
  for (const name of order) {
    host.received.length = 0;
    writeFileSync(join(home, name), '');
    await host.next(({ method }) => method === 'notifications/tools/list_changed');
  }
}

test('a list is in the order of the configuration and of each server, whichever starts first and however late the last', async () => {
  const [one, other] = sandboxes as [Sandbox, Sandbox];
  const host = await open(one);
  await startIn(['third', 'first'], host, one);
  expect((await toolsOf(host)).map(({ name }) => name)).toEqual(namesOf(['first', 'third']));
  await startIn(['second'], host, one);
  const list = await toolsOf(host);
  expect(list.map(({ name }) => name)).toEqual(namesOf(SERVERS));
  await host.close();

  const sameServers = await open(other);
  await startIn(['first', 'second', 'third'], sameServers, other);
  expect(JSON.stringify(await toolsOf(sameServers))).toBe(JSON.stringify(list));
  await sameServers.close();
  // Servers that were there before are listed as they were before they run.
  const again = await open(other);
  expect(JSON.stringify(await toolsOf(again))).toBe(JSON.stringify(list));
  await again.close();
});

test('a cursor is refused in every list and by every host: a server’s own, another list’s, an empty one, and what is none', async () => {
  const [sandbox, other] = sandboxes as [Sandbox, Sandbox];
  for (const name of SERVERS) writeFileSync(join(sandbox.home, name), '');
  const host = await open(sandbox);
  const gateway = await HttpGateway.start(other, { fixtures: ['echo', 'empty-cursor'] });
  const refusal = { code: -32602, message: expect.stringContaining('Ask again without one') };
  for (const list of LISTS) {
    const method = `${list}/list`;
    for (const cursor of ['1', 'from-200', '', 'x'.repeat(10_000), 0, null, { of: 'tools' }]) {
      const params = { cursor } as JsonObject;
      expect(await host.request(method, params), method).toMatchObject({ error: refusal });
      const modern = { ...params, _meta: MODERN_META };
      expect(await host.request(method, modern), method).toMatchObject({ error: refusal });
    }
    const over = await gateway.modern(method, { cursor: '' });
    expect(over, method).toMatchObject({ message: { error: refusal } });
    const path = '/mcp/empty-cursor';
    expect((await gateway.modern(method, { cursor: '' }, { path })).message).toMatchObject({
      error: refusal,
    });
    expect((await gateway.modern(method, {}, { path })).message).not.toHaveProperty('result.nextCursor');
  }
  expect((await toolsOf(host)).map(({ name }) => name)).toEqual(namesOf(SERVERS));
  await Promise.all([host.close(), gateway.close()]);
});
