import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import type { JsonObject } from '../../../src/protocol/json-rpc.ts';
import { connectThroughDaemon, stopDaemon } from '../../helpers/daemon.ts';
import { fixtureEntry } from '../../helpers/fixture-servers.ts';
import type { RawHost } from '../../helpers/host.ts';
import { openSandbox, type Sandbox } from '../../helpers/sandbox.ts';

/** Two hosts that share one server: what the server says reaches the one it is for. */
let sandbox: Sandbox;
let one: RawHost;
let two: RawHost;

beforeAll(async () => {
  sandbox = openSandbox();
  const servers = { echo: { ...fixtureEntry('echo'), isolation: 'shared' } };
  one = await connectThroughDaemon(sandbox, { servers, settings: { exposure: 'full' } });
  two = await connectThroughDaemon(sandbox, { servers, settings: { exposure: 'full' } });
  for (const host of [one, two]) expect(await counted(host)).toBeGreaterThan(0);
});
afterAll(async () => {
  await Promise.all([one.close(), two.close()]);
  await stopDaemon(sandbox);
  await sandbox.close();
});
beforeEach(() => {
  for (const host of [one, two]) host.received.length = 0;
});

const call = (host: RawHost, name: string, args: JsonObject = {}, meta?: JsonObject): Promise<JsonObject> =>
  host.request('tools/call', { name: `echo__${name}`, arguments: args, ...(meta && { _meta: meta }) });

async function counted(host: RawHost): Promise<number> {
  const { result } = await call(host, 'counter');
  return Number((result as { content: { text: string }[] }).content[0]?.text);
}

const noticed = (host: RawHost, method: string): JsonObject[] =>
  host.received.filter((message) => message.method === method);

test('it is one process', async () => {
  const before = await counted(one);
  expect(await counted(two)).toBe(before + 1);
});

test('progress reaches the one who called, under the token that it gave, though both gave the same', async () => {
  await Promise.all([
    call(one, 'progress', { steps: 3 }, { progressToken: 'same' }),
    call(two, 'progress', { steps: 5 }, { progressToken: 'same' }),
  ]);
  for (const [host, total] of [
    [one, 3],
    [two, 5],
  ] as const) {
    const progress = noticed(host, 'notifications/progress').map(({ params }) => params);
    expect(progress).toHaveLength(total);
    for (const params of progress) expect(params).toMatchObject({ progressToken: 'same', total });
  }
});

test('a changed resource is told to the one who subscribed', async () => {
  await one.request('resources/subscribe', { uri: 'echo+test://note' });
  await call(two, 'touch');
  await expect.poll(() => noticed(one, 'notifications/resources/updated')).toHaveLength(1);
  await one.request('resources/unsubscribe', { uri: 'echo+test://note' });
  await call(two, 'touch');
  await counted(one);
  expect(noticed(one, 'notifications/resources/updated')).toHaveLength(1);
  expect(noticed(two, 'notifications/resources/updated')).toEqual([]);
});

test('a log message that came up in one session is told to no other', async () => {
  await one.request('logging/setLevel', { level: 'debug' });
  await counted(two);
  expect(noticed(two, 'notifications/message')).toEqual([]);
});

test('cancelling one of two calls with the same id leaves the other', async () => {
  const sleep = (host: RawHost): void =>
    host.send({
      jsonrpc: '2.0',
      id: 'same',
      method: 'tools/call',
      params: { name: 'echo__sleep', arguments: { ms: 400 } },
    });
  for (const host of [one, two]) sleep(host);
  await counted(one);
  one.notify('notifications/cancelled', { requestId: 'same' });
  expect(await two.next(({ id }) => id === 'same')).toMatchObject({
    result: { content: [{ text: 'slept 400' }] },
  });
  expect(one.received.filter(({ id }) => id === 'same')).toEqual([]);
});
