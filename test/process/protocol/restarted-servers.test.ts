import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { JsonObject } from '../../../src/protocol/json-rpc.ts';
import { type RawHost, startHost } from '../../helpers/host.ts';
import { MODERN_META } from '../../helpers/http.ts';
import { MatrixServers } from '../../helpers/matrix-servers.ts';
import { openSandbox, type Sandbox } from '../../helpers/sandbox.ts';
import { REMOTE } from '../matrix/servers.ts';

/** Servers elsewhere that are killed while they are watched, and are back at their address with nothing remembered. */
const TYPES: Readonly<Record<string, string>> = { ...REMOTE, 'sessionless-http': 'http' };
const NAMES = Object.keys(TYPES);
const SUBSCRIPTION_ID = 'io.modelcontextprotocol/subscriptionId';

let sandbox: Sandbox;
let remote: MatrixServers;
let host: RawHost;

beforeAll(async () => {
  sandbox = openSandbox();
  remote = await MatrixServers.start(sandbox, NAMES);
  const servers = NAMES.map((name) => [name, { type: TYPES[name], url: remote.urls[name] }]);
  host = startHost(sandbox, { servers: Object.fromEntries(servers), settings: { exposure: 'full' } });
  await host.initialize();
  for (const name of NAMES) await call(name, 'echo');
  // One host speaks for both kinds: it has subscribed, and it listens.
  for (const name of NAMES) await host.request('resources/subscribe', { uri: noteOf(name) });
  const notifications = { resourceSubscriptions: NAMES.map(noteOf), toolsListChanged: true };
  const params = { notifications, _meta: MODERN_META };
  host.send({ jsonrpc: '2.0', id: 'listen', method: 'subscriptions/listen', params });
  await host.next(({ method }) => method === 'notifications/subscriptions/acknowledged');
});
afterAll(async () => {
  await host.close();
  await remote.close();
  await sandbox.close();
});

const noteOf = (server: string): string => `${server}+test://note`;
const call = (server: string, tool: string): Promise<JsonObject> =>
  host.request('tools/call', { name: `${server}__${tool}`, arguments: {} });
const tools = async (): Promise<string> => JSON.stringify((await host.request('tools/list')).result);

/** By whom a host was told that a server's resource is another: `subscribed`, or `listening`. */
function toldOf(server: string): string[] {
  const params = host.received
    .filter(({ method }) => method === 'notifications/resources/updated')
    .map((message) => message.params as JsonObject)
    .filter(({ uri }) => uri === noteOf(server));
  return params.map(({ _meta }) =>
    (_meta as JsonObject)?.[SUBSCRIPTION_ID] === 'listen' ? 'listening' : 'subscribed',
  );
}

const BOTH = ['listening', 'subscribed'];

describe.each(NAMES)('%s', (server) => {
  test('tells of its changes', async () => {
    await call(server, 'touch');
    await expect.poll(() => toldOf(server).sort()).toEqual(BOTH);
    await call(server, 'grow');
    await expect.poll(tools).toContain(`${server}__grown`);
  });
});

const textOf = ({ result }: JsonObject): string =>
  (result as { content: { text: string }[] }).content[0]?.text ?? '';
/** Calls of `wait` that a server runs. */
const waiting = async (server: string): Promise<string> => textOf(await call(server, 'waiting'));

describe('after all of them were killed', () => {
  test('a call that one had may have run, and is not made again', async () => {
    const calls = NAMES.map((name) => call(name, 'wait'));
    for (const name of NAMES) await expect.poll(() => waiting(name)).toBe('1');
    host.received.length = 0;
    const { urls } = remote;
    await remote.close('SIGKILL');
    remote = await MatrixServers.start(sandbox, NAMES, urls);
    for (const [index, name] of NAMES.entries()) {
      const answer = (await calls[index]) ?? {};
      expect(answer, name).toMatchObject({ result: { isError: true } });
      expect(textOf(answer), name).toContain('may have run');
      await expect.poll(() => waiting(name)).toBe('0');
    }
  });

  test.each(NAMES)('%s: what may have been missed is told, and its list is the new one', async (server) => {
    await expect.poll(() => new Set(toldOf(server))).toEqual(new Set(BOTH));
    await expect.poll(tools).not.toContain(`${server}__grown`);
    await host.next(({ method }) => method === 'notifications/tools/list_changed');
  });

  test.each(NAMES)('%s is watched again', async (server) => {
    host.received.length = 0;
    await call(server, 'touch');
    await expect.poll(() => new Set(toldOf(server))).toEqual(new Set(BOTH));
  });
});
