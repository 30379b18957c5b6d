import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { JsonObject } from '../../../src/protocol/json-rpc.ts';
import { type RawHost, startHost } from '../../helpers/host.ts';
import { MODERN_META } from '../../helpers/http.ts';
import { openSandbox, type Sandbox } from '../../helpers/sandbox.ts';

/** Servers elsewhere that are killed while they are watched, and are back at their address with nothing remembered. */
const KINDS = {
  'legacy-http': ['http', 'legacy'],
  'sessionless-http': ['http', 'sessionless'],
  'modern-http': ['http', 'modern'],
  sse: ['sse', 'legacy'],
  'legacy-websocket': ['websocket', 'legacy'],
  'modern-websocket': ['websocket', 'modern'],
} as const;
type Kind = keyof typeof KINDS;
const NAMES = Object.keys(KINDS) as Kind[];
const SUBSCRIPTION_ID = 'io.modelcontextprotocol/subscriptionId';

let sandbox: Sandbox;
let host: RawHost;
const running = new Map<Kind, { child: ChildProcess; url: string }>();

/** Where it was before, if it was. */
async function start(kind: Kind): Promise<void> {
  const [file, era] = KINDS[kind];
  const before = running.get(kind)?.url;
  const port = before === undefined ? '0' : new URL(before).port;
  const program = fileURLToPath(new URL(`../../fixtures/matrix/${file}.ts`, import.meta.url));
  const child = spawn(process.execPath, [program, era, port], {
    env: sandbox.env,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [url] = await once(createInterface({ input: child.stdout }), 'line');
  running.set(kind, { child, url: String(url) });
}

async function kill(kind: Kind): Promise<void> {
  const child = running.get(kind)?.child;
  child?.kill('SIGKILL');
  if (child) await once(child, 'exit');
}

beforeAll(async () => {
  sandbox = openSandbox();
  await Promise.all(NAMES.map(start));
  const servers = NAMES.map((name) => [
    name,
    { url: running.get(name)?.url, ...(name === 'sse' && { type: 'sse' }) },
  ]);
  host = startHost(sandbox, { servers: Object.fromEntries(servers), settings: { exposure: 'full' } });
  await host.initialize();
  for (const name of NAMES) await call(name, 'echo');
  // One host speaks for both kinds: it has subscribed, and it listens.
  for (const name of NAMES) await host.request('resources/subscribe', { uri: noteOf(name) });
  const notifications = { resourceSubscriptions: NAMES.map(noteOf), toolsListChanged: true };
  host.send({
    jsonrpc: '2.0',
    id: 'listen',
    method: 'subscriptions/listen',
    params: { notifications, _meta: MODERN_META },
  });
  await host.next(({ method }) => method === 'notifications/subscriptions/acknowledged');
});
afterAll(async () => {
  await host.close();
  for (const { child } of running.values()) child.kill();
  await sandbox.close();
});

const noteOf = (server: Kind): string => `${server}+test://note`;
const call = (server: Kind, tool: string): Promise<JsonObject> =>
  host.request('tools/call', { name: `${server}__${tool}`, arguments: {} });
const tools = async (): Promise<string> => JSON.stringify((await host.request('tools/list')).result);

/** By whom a host was told that a server's resource is another: `subscribed`, or `listening`. */
function toldOf(server: Kind): string[] {
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

describe('after all of them were killed', () => {
  beforeAll(async () => {
    host.received.length = 0;
    await Promise.all(NAMES.map(kill));
    await Promise.all(NAMES.map(start));
  });

  test.each(NAMES)('%s: what may have been missed is told, and its list is the new one', async (server) => {
    await expect.poll(() => new Set(toldOf(server))).toEqual(new Set(BOTH));
    await expect.poll(tools).not.toContain(`${server}__grown`);
    await host.next(({ method }) => method === 'notifications/tools/list_changed');
  });

  test.each(NAMES)('%s is watched again', async (server) => {
    host.received.length = 0;
    await call(server, 'touch');
    await expect.poll(() => toldOf(server).sort()).toEqual(BOTH);
  });
});
