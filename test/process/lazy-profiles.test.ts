import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { JsonObject } from '../../src/protocol/json-rpc.ts';
import { command, connectThroughDaemon, statusOf, stopDaemon } from '../helpers/daemon.ts';
import { fixtureEntry } from '../helpers/fixture-servers.ts';
import { type HostOptions, type RawHost, startHost } from '../helpers/host.ts';
import { HttpGateway, MODERN_META } from '../helpers/http.ts';
import { openSandbox, type Sandbox } from '../helpers/sandbox.ts';

const SERVERS = {
  first: fixtureEntry('echo'),
  second: { ...fixtureEntry('echo'), env: { NAME: 'second' } }, // else it would be the same, and known at once
};
const SETTINGS = {
  exposure: 'lazy',
  profiles: { narrow: { servers: ['fir*'], exposure: 'full' }, pinning: { pinned: ['second__counter'] } },
};
const OPTIONS: HostOptions = { servers: SERVERS, settings: SETTINGS };

let sandbox: Sandbox;
beforeAll(() => {
  sandbox = openSandbox();
});
afterAll(async () => {
  await stopDaemon(sandbox);
  await sandbox.close();
});

async function namesListed(host: RawHost): Promise<string[]> {
  const { result } = await host.request('tools/list');
  return (result as { tools: { name: string }[] }).tools.map(({ name }) => name);
}

describe('hosts of one daemon that name different profiles', () => {
  let narrow: RawHost;
  let usual: RawHost;

  beforeAll(async () => {
    usual = await connectThroughDaemon(sandbox, OPTIONS);
    narrow = await connectThroughDaemon(sandbox, { ...OPTIONS, args: ['--profile', 'narrow'] });
    // From here on both servers are known.
    await usual.request('tools/call', { name: 'second__echo', arguments: { message: '' } });
  });
  afterAll(async () => {
    await narrow.close();
    await usual.close();
  });

  test('without one are shown the same bytes on every connection, in either era, whatever was called before', async () => {
    const bytesOf = async (host: RawHost, params = {}): Promise<string> =>
      JSON.stringify(((await host.request('tools/list', params)).result as JsonObject).tools);
    const bytes = await bytesOf(usual);
    for (const name of ['first__counter', 'second__fail'])
      await usual.request('tools/call', meta('call_tool', { name }));
    expect(await bytesOf(usual)).toBe(bytes);
    const other = startHost(sandbox, { ...OPTIONS, throughDaemon: true });
    await other.initialize({ roots: {}, sampling: {}, elicitation: {} });
    expect(await bytesOf(other)).toBe(bytes);
    expect(await bytesOf(other, { _meta: MODERN_META })).toBe(bytes);
    const { error } = await other.request('tools/list', { cursor: 'of another list' });
    expect(error).toMatchObject({ code: -32602 });
    await other.close();
  });

  test('are shown the servers of theirs, in its way', async () => {
    const names = await namesListed(narrow);
    expect(names).toContain('first__echo');
    expect(names.filter((name) => !name.startsWith('first__'))).toEqual([]);
    expect(await namesListed(usual)).toHaveLength(5);
    const pinning = await connectThroughDaemon(sandbox, { ...OPTIONS, args: ['--profile=pinning'] });
    expect((await namesListed(pinning)).at(-1)).toBe('second__counter');
    await pinning.close();
  });

  test.each<[string, string, (server: string) => JsonObject]>([
    ['called', 'tools/call', (server) => ({ name: `${server}__echo`, arguments: { message: '' } })],
    ['called by call_tool', 'tools/call', (server) => meta('call_tool', { name: `${server}__echo` })],
    [
      'called by call_read_tool',
      'tools/call',
      (server) => meta('call_read_tool', { name: `${server}.echo` }),
    ],
    ['in a batch', 'tools/call', (server) => meta('call_tools', { calls: [{ name: `${server}__echo` }] })],
    ['described', 'tools/call', (server) => meta('describe_tools', { names: [`${server}__echo`] })],
    ['searched in', 'tools/call', (server) => meta('find_tools', { queries: ['echo'], server })],
    ['a prompt', 'prompts/get', (server) => ({ name: `${server}__greet` })],
    ['a resource', 'resources/read', (server) => ({ uri: `${server}+test://note` })],
    ['subscribed to', 'resources/subscribe', (server) => ({ uri: `${server}+test://note` })],
    [
      'completed',
      'completion/complete',
      (server) => ({
        ref: { type: 'ref/prompt', name: `${server}__greet` },
        argument: { name: 'who', value: '' },
      }),
    ],
  ])('denied is answered as unknown is: %s', async (_, method, paramsFor) => {
    const answerFor = async (server: string): Promise<string> => {
      const { id: _id, ...answer } = await narrow.request(method, paramsFor(server));
      return JSON.stringify(answer).replaceAll(server, 'SERVER');
    };
    expect(await answerFor('second')).toBe(await answerFor('sicond'));
    const { error, result } = await usual.request(method, paramsFor('second'));
    const isReadTool = JSON.stringify(paramsFor('second')).includes('call_read_tool');
    expect(error ?? (!isReadTool && (result as JsonObject).isError) ?? undefined).toBeFalsy();
  });

  test('nothing else speaks of what a profile hides', async () => {
    const found = await narrow.request(
      'tools/call',
      meta('find_tools', { queries: ['count calls', 'second'] }),
    );
    const lists = await Promise.all(
      ['tools/list', 'prompts/list', 'resources/list', 'resources/templates/list'].map((list) =>
        narrow.request(list),
      ),
    );
    const typo = await narrow.request('tools/call', { name: 'secnd__echo' });
    const greeted = narrow.received.find(({ id }) => id === 'host-1');
    for (const answer of [found, ...lists, typo, greeted])
      expect(JSON.stringify(answer)).not.toContain('second');
  });
});

test('what each host was sent of tools is counted, beside what the whole list would have cost it', async () => {
  const host = await connectThroughDaemon(sandbox, OPTIONS);
  const tokens = async () => (await statusOf(sandbox)).sessions.at(-1)?.tokens;
  expect(await tokens()).toMatchObject({ list: 0, answers: 0 });
  await namesListed(host);
  const listed = await tokens();
  expect(listed?.list).toBeGreaterThan(200);
  expect(listed?.list).toBeLessThan(400);
  expect(listed?.fullList).toBeGreaterThan(listed?.list ?? 0);
  await host.request('tools/call', meta('find_tools', { queries: ['echo'] }));
  const found = await tokens();
  expect(found).toEqual({ ...listed, answers: expect.any(Number) });
  await host.request(
    'tools/call',
    meta('call_tool', { name: 'first__echo', arguments: { message: 'long '.repeat(99) } }),
  );
  expect(await tokens()).toEqual(found);
  expect(found?.answers).toBeGreaterThan(20);
  await host.close();
});

test('a profile that is not configured is refused, and the reason is said', async () => {
  const host = startHost(sandbox, { ...OPTIONS, throughDaemon: true, args: ['--profile', 'nobody'] });
  const { code } = await host.exit;
  expect(code).not.toBe(0);
  expect(host.stderr).toContain('No server or profile is called nobody.');
});

test('the commands see what a profile shows, and the tools of a server by its name in the configuration', async () => {
  const tools = async (...args: string[]): Promise<string[]> =>
    JSON.parse(await command(sandbox, 'tools', '--json', ...args)).map(({ name }: JsonObject) => name);
  expect(await tools('--profile', 'narrow')).not.toContain('second__echo');
  expect((await tools('--server', 'second')).every((name) => name.startsWith('second__'))).toBe(true);
  await expect(tools('--server', 'secnd')).rejects.toThrow('No server is called secnd.');
  expect(await command(sandbox, 'tools', '--tokens')).toMatch(
    /\d+ tools, about \d+ tokens; hosts are shown a list of about \d+\./,
  );
});

test('over HTTP a profile has an address of its own, and standalone the same flag', async () => {
  const gateway = await HttpGateway.start(sandbox, { servers: SERVERS, settings: SETTINGS });
  const { message } = await gateway.modern('tools/list', {}, { path: '/mcp/narrow' });
  expect(JSON.stringify(message)).toContain('"first__echo"');
  expect(JSON.stringify(message)).not.toContain('second__');
  await gateway.close();
  const alone = startHost(sandbox, { ...OPTIONS, args: ['--profile', 'narrow'] });
  await alone.initialize();
  expect(await namesListed(alone)).toContain('first__echo');
  await alone.close();
});

function meta(name: string, args: JsonObject): JsonObject {
  return { name, arguments: args };
}
