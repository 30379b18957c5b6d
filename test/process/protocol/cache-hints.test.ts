import { afterAll, beforeAll, expect, test } from 'vitest';
import { fixtureEntry, matrixEntry } from '../../helpers/fixture-servers.ts';
import { HttpGateway } from '../../helpers/http.ts';
import { type Answer, RemoteServer } from '../../helpers/remote-server.ts';
import { openSandbox, type Sandbox } from '../../helpers/sandbox.ts';

/** For how long, and for whom, what is served may be kept: no longer and by no more than each of its parts allows. */
let sandbox: Sandbox;
let remote: RemoteServer;
let gateway: HttpGateway;

/** Says that its lists are for one client alone, and its resource for a moment. */
const answer: Answer = ({ message: { method } }) => {
  const capabilities = { tools: {}, resources: {} };
  const hints = { resultType: 'complete', ttlMs: 900_000, cacheScope: 'private' };
  const tools = [{ name: 'run', inputSchema: { type: 'object', properties: {} } }];
  if (method === 'server/discover')
    return { result: { ...hints, supportedVersions: ['2026-07-28'], capabilities } };
  if (method === 'tools/list') return { result: { ...hints, tools } };
  if (method === 'resources/list')
    return { result: { ...hints, resources: [{ uri: 'test://a', name: 'a' }] } };
  if (method === 'resources/templates/list') return { result: { ...hints, resourceTemplates: [] } };
  if (method !== 'resources/read') return { error: { code: -32601, message: 'no' } };
  return { result: { resultType: 'complete', contents: [], ttlMs: 1_234, cacheScope: 'public' } };
};

beforeAll(async () => {
  sandbox = openSandbox();
  remote = await RemoteServer.start({ answer });
  const servers = {
    // One second, a minute, a quarter of an hour; and one that knows no hints.
    short: matrixEntry('modern'),
    long: fixtureEntry('modern'),
    own: { url: remote.url, era: 'modern' },
    legacy: fixtureEntry('echo'),
  };
  const profiles = {
    public: { servers: ['short', 'long'] },
    withPrivate: { servers: ['long', 'own'] },
    withLegacy: { servers: ['long', 'legacy'] },
  };
  gateway = await HttpGateway.start(sandbox, { servers, settings: { profiles } });
  await gateway.modern('tools/list');
});
afterAll(async () => {
  await gateway.close();
  remote.close();
  await sandbox.close();
});

const LISTS = ['tools/list', 'prompts/list', 'resources/list', 'resources/templates/list', 'server/discover'];

test.each([
  ['public', 1_000, 'public'],
  ['withPrivate', 60_000, 'private'],
  ['withLegacy', 60_000, 'private'],
  ['short', 1_000, 'public'],
  ['own', 60_000, 'private'],
])('%s: every list is good for %i ms at most, and %s', async (shown, atMost, cacheScope) => {
  for (const method of LISTS) {
    const { message } = await gateway.modern(method, {}, { path: `/mcp/${shown}` });
    const { ttlMs, ...result } = message.result as { ttlMs: number; cacheScope: string };
    expect(result, method).toMatchObject({ resultType: 'complete', cacheScope });
    expect(ttlMs, method).toBeGreaterThanOrEqual(0);
    expect(ttlMs, method).toBeLessThanOrEqual(atMost);
  }
});

test('everything together is as short as the shortest, and private with the one that is', async () => {
  const { message } = await gateway.modern('tools/list');
  expect(message.result).toMatchObject({ cacheScope: 'private' });
  expect((message.result as { ttlMs: number }).ttlMs).toBeLessThanOrEqual(1_000);
});

test('a resource has the hints of its own server, and one of a legacy server may not be kept', async () => {
  const read = async (uri: string) => (await gateway.modern('resources/read', { uri })).message.result;
  expect(await read('own+test://a')).toMatchObject({ ttlMs: 1_234, cacheScope: 'public' });
  expect(await read('legacy+test://note')).toMatchObject({ ttlMs: 0, cacheScope: 'private' });
});
