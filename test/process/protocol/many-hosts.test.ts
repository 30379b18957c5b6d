import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { JsonObject } from '../../../src/protocol/json-rpc.ts';
import { command, stopDaemon } from '../../helpers/daemon.ts';
import { fixtureEntry } from '../../helpers/fixture-servers.ts';
import type { RawHost } from '../../helpers/host.ts';
import { MODERN_META } from '../../helpers/http.ts';
import { openRelayHost } from '../../helpers/relay-host.ts';
import { openSandbox, type Sandbox } from '../../helpers/sandbox.ts';

/** Twenty hosts that share each server and call everything by the same names: each hears just what is its own. */
const HOSTS = 20;
let sandbox: Sandbox;
let hosts: RawHost[];
const even = <T>(_each: T, index: number): boolean => index % 2 === 0;

beforeAll(async () => {
  sandbox = openSandbox();
  const shared = { isolation: 'shared' };
  sandbox.writeConfig({
    exposure: 'full',
    mcpServers: {
      echo: { ...fixtureEntry('echo'), ...shared },
      legacy: { ...fixtureEntry('talks', 'legacy'), ...shared },
      modern: { ...fixtureEntry('talks', 'modern'), ...shared },
    },
  });
  await command(sandbox, 'daemon', 'start');
  hosts = [];
  for (let n = 0; n < HOSTS; n++) hosts.push((await openRelayHost(sandbox)).host);
  // What is known of a server by now decides who may share it, and it is to be one process for all.
  for (const host of hosts) await call(host, 'echo__counter');
});
afterAll(async () => {
  await Promise.all(hosts.map((host) => host.close()));
  await stopDaemon(sandbox);
  await sandbox.close();
});
beforeEach(forget);

function forget(): void {
  for (const host of hosts) host.received.length = 0;
}

const call = (host: RawHost, name: string, args: JsonObject = {}, meta?: JsonObject, id?: string) =>
  host.request('tools/call', { name, arguments: args, ...(meta && { _meta: meta }) }, id);

const noticed = (host: RawHost, method: string): JsonObject[] =>
  host.received.flatMap((message) => (message.method === method ? [message.params as JsonObject] : []));

const counted = async (host: RawHost): Promise<number> => {
  const { result } = await call(host, 'echo__counter');
  return Number((result as { content: { text: string }[] }).content[0]?.text);
};

test('they share one process', async () => {
  const counts = await Promise.all(hosts.map(counted));
  expect(counts.toSorted((a, b) => a - b)).toEqual(counts.map((_, index) => Math.min(...counts) + index));
});

test('calls with the same id and the same progress token, all at once: each has its own progress and its own result', async () => {
  for (let round = 0; round < 10; round++) {
    forget();
    // Half of them speak as modern hosts do, with an envelope of their own.
    const steps = (index: number): number => 1 + ((index + round) % 7);
    const answers = hosts.map((host, index) => {
      const meta = { ...(index % 2 === 0 && MODERN_META), progressToken: 'same' };
      return call(host, 'echo__progress', { steps: steps(index) }, meta, 'same');
    });
    for (const [index, answer] of (await Promise.all(answers)).entries())
      expect(answer).toMatchObject({ id: 'same', result: { content: [{ text: `${steps(index)} steps` }] } });
    for (const [index, host] of hosts.entries()) {
      const progress = noticed(host, 'notifications/progress');
      expect(progress).toHaveLength(steps(index));
      for (const params of progress)
        expect(params).toMatchObject({ progressToken: 'same', total: steps(index) });
    }
  }
});

describe('what is watched', () => {
  const shared = 'echo+test://note';
  /** One that a few hosts have in common. */
  const own = (index: number): string => `echo+test://item/${index % 6}`;
  const updated = (host: RawHost): unknown[] =>
    noticed(host, 'notifications/resources/updated').map(({ uri }) => uri);

  test('is told to every host that watches it, once, and to no other; under the id of its own stream', async () => {
    for (const [index, host] of hosts.entries()) {
      const uris = [shared, own(index)];
      if (index % 2) for (const uri of uris) await host.request('resources/subscribe', { uri });
      else {
        const params = { notifications: { resourceSubscriptions: uris }, _meta: MODERN_META };
        host.send({ jsonrpc: '2.0', id: 'listen', method: 'subscriptions/listen', params });
        await host.next(({ method }) => method === 'notifications/subscriptions/acknowledged');
      }
    }
    await call(hosts[0] as RawHost, 'echo__touch');
    for (const [index, host] of hosts.entries()) {
      await expect.poll(() => updated(host)).toHaveLength(2);
      expect(new Set(updated(host))).toEqual(new Set([shared, own(index)]));
      for (const { _meta } of noticed(host, 'notifications/resources/updated')) {
        const stream = index % 2 ? undefined : { 'io.modelcontextprotocol/subscriptionId': 'listen' };
        expect(_meta).toEqual(stream);
      }
    }
  });

  test('is not told to who has left it, nor lost for those who stay', async () => {
    for (const [index, host] of hosts.entries()) {
      if (index % 2 === 0) host.notify('notifications/cancelled', { requestId: 'listen' });
      else if (index % 4 === 1) await host.request('resources/unsubscribe', { uri: shared });
      await host.request('ping');
    }
    forget();
    await call(hosts[1] as RawHost, 'echo__touch');
    // What is told of a server passes on in one order, so what comes before the answer to this has come.
    for (const host of hosts) await counted(host);
    for (const [index, host] of hosts.entries()) {
      const left = index % 2 === 0 ? [] : index % 4 === 1 ? [own(index)] : [shared, own(index)];
      expect(new Set(updated(host)), `host ${index}`).toEqual(new Set(left));
    }
  });
});

describe('log messages', () => {
  const LEVELS = ['debug', 'info', 'notice', 'warning', 'error', 'critical', 'alert', 'emergency'];
  const from = (level: string): string[] => LEVELS.slice(LEVELS.indexOf(level));
  const logged = (host: RawHost): unknown[] => noticed(host, 'notifications/message').map(({ data }) => data);

  test.each(['legacy', 'modern'])(
    'of a %s server: each host gets those of its own level, whatever others want of it',
    async (server) => {
      for (const [index, host] of hosts.entries())
        if (index > 0) await host.request('logging/setLevel', { level: LEVELS[index % 8] });
      for (const host of hosts) await call(host, `${server}__talk`);
      forget();
      for (const host of hosts) await call(host, `${server}__talk`);
      for (const [index, host] of hosts.entries()) {
        // The first has asked for none: what a server says then by itself is not what another wants to hear.
        const silent = server === 'modern' ? [] : from('info');
        expect(logged(host), `host ${index}`).toEqual(index === 0 ? silent : from(String(LEVELS[index % 8])));
      }
    },
  );

  test('a modern request gets those of the level that it names, and without one none', async () => {
    for (const server of ['legacy', 'modern']) {
      for (const [index, host] of hosts.filter(even).entries()) {
        forget();
        const level = LEVELS[index];
        const meta = { ...MODERN_META, ...(level && { 'io.modelcontextprotocol/logLevel': level }) };
        await call(host, `${server}__talk`, {}, meta);
        expect(logged(host)).toEqual(level === undefined ? [] : from(level));
      }
    }
  });
});
