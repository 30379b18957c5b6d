import { expect, test } from 'vitest';
import { connectThroughDaemon, eachInSandbox, statusOf } from '../../helpers/daemon.ts';
import { fixtureEntry } from '../../helpers/fixture-servers.ts';
import type { RawHost } from '../../helpers/host.ts';
import { processesIn, type Sandbox } from '../../helpers/sandbox.ts';

let sandbox: Sandbox;
eachInSandbox((opened) => {
  sandbox = opened;
});

const ROUNDS = Number(process.env.TRUNKLINE_ROUNDS ?? 1_000);

/** Two hosts in two projects, whose server counts its calls. */
async function connectTwo(isolation: string, projects = ['/a', '/b']): Promise<[RawHost, RawHost]> {
  const servers = { echo: { ...fixtureEntry('echo'), isolation } };
  const connect = (project = ''): Promise<RawHost> =>
    connectThroughDaemon(sandbox, { servers, env: { CLAUDE_PROJECT_DIR: project } });
  return [await connect(projects[0]), await connect(projects[1])];
}

async function count(host: RawHost, id?: string): Promise<string> {
  const { result } = await host.request('tools/call', { name: 'echo__counter', arguments: {} }, id);
  return (result as { content: { text: string }[] }).content[0]?.text ?? '';
}

async function closeAll(hosts: readonly RawHost[]): Promise<void> {
  await Promise.all(hosts.map((host) => host.close()));
}

test.each([
  ['shared', ['1', '2', '3', '4']],
  ['session', ['1', '1', '2', '2']],
  ['workspace', ['1', '1', '2', '2']],
  ['call', ['1', '1', '1', '1']],
])('%s: calls of two hosts in two projects count %j', async (isolation, expected) => {
  const [one, two] = await connectTwo(isolation);
  const counted = [await count(one), await count(two), await count(one), await count(two)];
  expect(counted).toEqual(expected);
  await closeAll([one, two]);
});

test('workspace: hosts in one project share', async () => {
  const [one, two] = await connectTwo('workspace', ['/a', '/a']);
  expect([await count(one), await count(two)]).toEqual(['1', '2']);
  await closeAll([one, two]);
});

test('what a session has to itself ends with it', async () => {
  const [one, two] = await connectTwo('session');
  await Promise.all([count(one), count(two)]);
  await one.close();
  const servers = (): number =>
    processesIn(sandbox.home).filter((p) => p.command.includes('echo.mjs')).length;
  await expect.poll(servers, { timeout: 10_000 }).toBe(1);
  expect((await statusOf(sandbox)).servers[0]?.connections).toMatchObject([{ sessions: 1 }]);
  await two.close();
});

test(`two sessions with the same ids, ${ROUNDS} rounds: nothing crosses`, async () => {
  const [one, two] = await connectTwo('session');
  for (let round = 1; round <= ROUNDS; round++) {
    const id = `same-${round}`;
    const counted = await Promise.all([count(one, id), count(two, id)]);
    expect(counted).toEqual([String(round), String(round)]);
    one.received.length = 0;
    two.received.length = 0;
  }
  await closeAll([one, two]);
}, 120_000);

test('an id that is in use is refused, and the first call still answered', async () => {
  const [one, two] = await connectTwo('shared');
  await count(one);
  const sleep = { name: 'echo__sleep', arguments: { ms: 300 } };
  one.send({ jsonrpc: '2.0', id: 'twice', method: 'tools/call', params: sleep });
  one.send({ jsonrpc: '2.0', id: 'twice', method: 'tools/call', params: sleep });
  const answersFor = (): object[] => one.received.filter(({ id }) => id === 'twice');
  await expect.poll(answersFor).toHaveLength(2);
  expect(answersFor()).toMatchObject([
    { error: { code: -32600 } },
    { result: { content: [{ text: 'slept 300' }] } },
  ]);
  await closeAll([one, two]);
});
