import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { JsonObject } from '../../src/protocol/json-rpc.ts';
import { matrixEntry } from '../helpers/fixture-servers.ts';
import { type RawHost, startHost } from '../helpers/host.ts';
import { openSandbox, processesIn, type Sandbox } from '../helpers/sandbox.ts';

const META = {
  'io.modelcontextprotocol/protocolVersion': '2026-07-28',
  'io.modelcontextprotocol/clientCapabilities': {},
};
const FILTER = {
  resourceSubscriptions: ['legacy+test://note', 'modern+test://note'],
  toolsListChanged: true,
};
let sandbox: Sandbox;

beforeAll(async () => {
  sandbox = openSandbox();
});
afterAll(async () => {
  await sandbox.close();
});

async function subscribe(host: RawHost, era: 'legacy' | 'modern'): Promise<void> {
  if (era === 'modern') {
    host.send({
      jsonrpc: '2.0',
      id: 'listen',
      method: 'subscriptions/listen',
      params: { notifications: FILTER, _meta: META },
    });
    const ack = await host.next(({ method }) => method === 'notifications/subscriptions/acknowledged');
    expect(ack.params).toMatchObject({ notifications: FILTER });
    return;
  }
  for (const uri of FILTER.resourceSubscriptions)
    expect(await host.request('resources/subscribe', { uri })).toMatchObject({ result: {} });
}

describe.each(['legacy', 'modern'] as const)('for a %s host', (hostEra) => {
  let host: RawHost;
  const request = (method: string, params: JsonObject = {}) =>
    host.request(method, { ...params, ...(hostEra === 'modern' && { _meta: META }) });
  const call = (name: string) => request('tools/call', { name, arguments: {} });
  const tools = async () => JSON.stringify((await request('tools/list')).result);
  const updates = (server: string): JsonObject[] =>
    host.received.filter(
      ({ method, params }) =>
        method === 'notifications/resources/updated' &&
        (params as JsonObject).uri === `${server}+test://note`,
    );

  beforeAll(async () => {
    const servers = { legacy: matrixEntry('legacy'), modern: matrixEntry('modern') };
    host = startHost(sandbox, { servers, settings: { exposure: 'full' } });
    if (hostEra === 'legacy') await host.initialize();
    for (const server of ['legacy', 'modern']) await call(`${server}__echo`);
    await subscribe(host, hostEra);
  });
  afterAll(() => host.close());

  test.each(['legacy', 'modern'])(
    'a %s server that was killed is watched again, and what may have been missed is told',
    async (server) => {
      await call(`${server}__touch`);
      await expect.poll(() => updates(server)).toHaveLength(1);
      await call(`${server}__grow`);
      await expect.poll(tools).toContain(`${server}__grown`);
      host.received.length = 0;
      // The new process has forgotten what it had grown, too.
      for (const { pid, command } of processesIn(sandbox.home))
        if (command.includes(`stdio.ts ${server}`)) process.kill(pid, 'SIGKILL');
      await expect.poll(() => updates(server)).toHaveLength(1);
      await host.next(({ method }) => method === 'notifications/tools/list_changed');
      expect(await tools()).not.toContain(`${server}__grown`);
      host.received.length = 0;
      await call(`${server}__touch`);
      await expect.poll(() => updates(server)).toHaveLength(1);
      if (hostEra === 'legacy') return;
      const [update] = updates(server);
      expect(update?.params).toMatchObject({ _meta: { 'io.modelcontextprotocol/subscriptionId': 'listen' } });
    },
  );

  test('who does not want to hear any more is told nothing', async () => {
    if (hostEra === 'modern') {
      host.notify('notifications/cancelled', { requestId: 'listen' });
    } else {
      for (const uri of FILTER.resourceSubscriptions) await host.request('resources/unsubscribe', { uri });
    }
    for (const server of ['legacy', 'modern']) await call(`${server}__touch`);
    host.received.length = 0;
    for (const server of ['legacy', 'modern']) await call(`${server}__touch`);
    expect([...updates('legacy'), ...updates('modern')]).toEqual([]);
  });
});
