import { afterEach, beforeEach, expect, test } from 'vitest';
import type { JsonObject } from '../../../src/protocol/json-rpc.ts';
import type { Peer } from '../../../src/protocol/peer.ts';
import { call, GatewayWorld, settle } from './gateway-world.ts';

const MINUTE_MS = 60_000;

let world: GatewayWorld;
let host: Peer;

beforeEach(async () => {
  world = new GatewayWorld();
  await world.open();
});
afterEach(() => world.close());

const list = async (): Promise<string[]> => {
  const { tools } = await host.request('tools/list', {});
  return (tools as JsonObject[]).map(({ name }) => String(name));
};

const addTool = (): void => {
  const inputSchema = { type: 'object', properties: {} };
  world.notebook.tools = [...world.notebook.tools, { name: 'added', inputSchema }];
};

test('a list is served as it is until its server says that its time is up, and then read anew beside that', async () => {
  world.notebook.listHints = { ttlMs: MINUTE_MS };
  host = await world.connect();
  await call(host, 'read');
  const before = await list();
  await settle();
  const { listings } = world.notebook;
  addTool();
  world.clock.advance(MINUTE_MS - 1);
  expect(await list()).toEqual(before);
  await settle();
  expect(world.notebook.listings).toBe(listings);
  world.clock.advance(1);
  expect(await list()).toEqual(before);
  await settle();
  expect(await list()).toEqual([...before, 'notebook__added']);
});

test('a list without a time is read anew only when its server says that it has changed', async () => {
  host = await world.connect();
  await call(host, 'read');
  const before = await list();
  addTool();
  world.clock.advance(5 * MINUTE_MS);
  await list();
  await settle();
  expect(await list()).toEqual(before);
  world.notebook.notify('notifications/tools/list_changed', {});
  await settle();
  world.clock.advance(1_000);
  await settle();
  expect(await list()).toEqual([...before, 'notebook__added']);
});

test('a list is served while its server is down, though no call is answered', async () => {
  host = await world.connect();
  const before = await list();
  await world.notebook.goDown();
  await settle();
  expect(await list()).toEqual(before);
  expect((await call(host, 'read')).text).toContain('notebook');
  expect(world.notebook.reads).toBe(0);
});
