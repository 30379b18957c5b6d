import { readFileSync } from 'node:fs';
import type { ServerResponse } from 'node:http';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { JsonObject } from '../../../src/protocol/json-rpc.ts';
import { fixtureEntry } from '../../helpers/fixture-servers.ts';
import { type RawHost, startHost } from '../../helpers/host.ts';
import { type Exchange, legacyAnswer, RemoteServer } from '../../helpers/remote-server.ts';
import { openSandbox, processesIn, type Sandbox } from '../../helpers/sandbox.ts';

/** One gateway in front of servers that take the era probe in every way there is. */
let sandbox: Sandbox;
let host: RawHost;
let remotes: RemoteServer[];
/** A call of the server that falls silent, which is under way all the while. */
let silent: Promise<JsonObject>;
const CODES = [-32601, -32600, -32000, -32022, 1];

/** What a server over HTTP makes of the probe, by its name; any other request it answers. */
const HTTP_FAULTS: Readonly<Record<string, (response: ServerResponse) => void>> = {
  'http-silent': () => {},
  'http-breaks': (response) => response.destroy(),
  'http-500': (response) => response.writeHead(500).end('expected initialize'),
  'http-404': (response) => response.writeHead(404).end(),
};
const HTTP_NAMES = Object.keys(HTTP_FAULTS);

function startRemote(name: string): Promise<RemoteServer> {
  const answer = (exchange: Exchange): JsonObject | undefined => {
    if (exchange.message.method !== 'server/discover') return legacyAnswer(exchange);
    HTTP_FAULTS[name]?.(exchange.response);
    return undefined;
  };
  return RemoteServer.start({ answer });
}

beforeAll(async () => {
  sandbox = openSandbox();
  remotes = await Promise.all(HTTP_NAMES.map(startRemote));
  const refusing = CODES.map((code) => [`refuses${code}`, fixtureEntry('refuses-discover', String(code))]);
  const servers = {
    echo: fixtureEntry('echo'),
    // Silence is told from slowness by the clock: two thirds of this for the process that was probed.
    silent: { ...fixtureEntry('silent-on-discover'), startTimeout: '9s' },
    // This one has so much time that nothing here waits for its end.
    mute: fixtureEntry('silent-on-discover', 'mute'),
    once: fixtureEntry('silent-on-discover', 'once'),
    exits: fixtureEntry('exits-on-discover'),
    ...Object.fromEntries(refusing),
    ...Object.fromEntries(
      remotes.map(({ url }, n) => [HTTP_NAMES[n], { url, headers: { 'X-Key': 'hello' } }]),
    ),
  };
  host = startHost(sandbox, { servers, settings: { exposure: 'full' } });
  await host.initialize();
  silent = call('silent', 'silent');
});
afterAll(async () => {
  await host.close();
  for (const remote of remotes) remote.close();
  await sandbox.close();
});

const call = (name: string, id?: string): Promise<JsonObject> =>
  host.request('tools/call', { name: `${name}__echo`, arguments: { message: 'hello' } }, id);

async function expectServed(name: string): Promise<void> {
  expect(await call(name), name).toMatchObject({ result: { content: [{ text: 'hello' }] } });
}

/** How each process of a fixture was greeted, in the order of their starts. */
function greetings(fixture: string): string[] {
  const methods = new Map<string, string[]>();
  for (const line of readFileSync(join(sandbox.home, 'greetings'), 'utf8').trim().split('\n')) {
    const [pid = '', method = '', ...name] = line.split(' ');
    if (name.join(' ') === fixture) methods.set(pid, [...(methods.get(pid) ?? []), method]);
  }
  return [...methods.values()].map((each) => each.join(', '));
}

const PROBED = 'server/discover, initialize';
const KNOWN = 'initialize';

test('a server that falls silent at the probe holds up no other, nor their lists', async () => {
  void call('mute', 'mute');
  for (const name of ['echo', 'exits', ...CODES.map((code) => `refuses${code}`)]) await expectServed(name);
  const { result } = await host.request('tools/list');
  const names = (result as { tools: { name: string }[] }).tools.map(({ name }) => name);
  expect(names).toContain('echo__echo');
  expect(names).not.toContain('mute__echo');
  expect(host.received.some(({ id }) => id === 'mute')).toBe(false);
});

test('a server that answers the probe with an error, whichever, is initialized in the same process', () => {
  for (const code of CODES) expect(greetings(`refuses-discover ${code}`)[0]).toBe(PROBED);
});

test('one that leaves the probe unanswered is initialized in the same process after a while', async () => {
  await expectServed('once');
  expect(greetings('silent-on-discover once')[0]).toBe(PROBED);
});

test('servers over HTTP that are silent at the probe, break the connection or refuse it are initialized', async () => {
  for (const name of HTTP_NAMES) await expectServed(name);
});

test('what was found out is kept: a server that is started again is not probed again', async () => {
  for (const { pid, command } of processesIn(sandbox.home))
    if (/-discover\.mjs (once|-?\d)/.test(command)) process.kill(pid, 'SIGKILL');
  const names = ['silent-on-discover once', `refuses-discover ${CODES[0]}`];
  const started = names.map((name) => greetings(name).length);
  for (const name of ['once', `refuses${CODES[0]}`])
    await expect.poll(() => call(name)).toMatchObject({ result: { content: [{ text: 'hello' }] } });
  for (const [index, name] of names.entries())
    expect(new Set(greetings(name).slice(started[index]))).toEqual(new Set([KNOWN]));
});

test('one that says nothing more after the probe is started anew, and not probed', async () => {
  expect(await silent).toMatchObject({ result: { content: [{ text: 'hello' }] } });
  const [first, second] = greetings('silent-on-discover');
  expect([first, second]).toEqual(['server/discover', KNOWN]);
});
