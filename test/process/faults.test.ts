import type { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { connectHost, startHost } from '../helpers/host.ts';
import { openSandbox, type Sandbox } from '../helpers/sandbox.ts';

const FULL = { exposure: 'full' };
let sandbox: Sandbox;

beforeEach(() => {
  sandbox = openSandbox();
});
afterEach(() => sandbox.close());

const textOf = (result: unknown): string =>
  (result as { content: { text: string }[] }).content[0]?.text ?? '';

test('one dead, one hanging, one crashing and one slow server do not hold up the lists and calls of the others', async () => {
  const host = await connectHost(sandbox, {
    fixtures: [
      'echo',
      'crashes-on-start',
      'never-answers-initialize',
      'crashes-on-call',
      'slow-call',
      'slow-start',
    ],
    servers: { dead: { command: '/nonexistent/program' } },
    settings: FULL,
  });
  const { tools } = await host.listTools();
  expect(tools.map(({ name }) => name)).toContain('echo__echo');
  const slow = host.callTool({ name: 'slow-call__echo', arguments: { message: 'slow' } });
  expect(textOf(await host.callTool({ name: 'echo__echo', arguments: { message: 'quick' } }))).toBe('quick');
  expect(textOf(await slow)).toBe('slow');
  await host.close();
});

test('a server that dies in a call makes that call say that it may have run, and serves the next one', async () => {
  const host = await connectHost(sandbox, { fixtures: ['crashes-on-call'], settings: FULL });
  for (let round = 0; round < 2; round++) {
    const result = await host.callTool({ name: 'crashes-on-call__echo', arguments: { message: 'x' } });
    expect(result.isError).toBe(true);
    expect(textOf(result)).toMatch(/may have run|not running/);
  }
  await host.close();
});

test('a server that exits with its reason on stderr is known by that reason', async () => {
  const host = await connectHost(sandbox, {
    fixtures: ['echo'],
    servers: {
      broken: { command: process.execPath, args: ['-e', 'console.error("no API key"); process.exit(1)'] },
    },
    settings: { ...FULL, log: { level: 'info' } },
  });
  await host.listTools();
  await host.close();
  const { readFileSync } = await import('node:fs');
  expect(readFileSync(`${sandbox.home}/.trunkline/state/trunkline.log`, 'utf8')).toContain('no API key');
});

// All in one process: that each lives beside the others is part of it.
describe('a server with a fault', () => {
  const FAULTY: [fixture: string, toolName?: string][] = [
    ['prints-to-stdout', 'echo'],
    ['prints-json-junk', 'echo'],
    ['requests-before-initialize', 'echo'],
    ['exits-on-discover', 'echo'],
    ['refuses-initialize-after-discover', 'echo'],
    ['answers-twice', 'echo'],
    ['answers-unknown-id', 'echo'],
    ['ids-as-texts', 'echo'],
    ['floods-stderr', 'echo'],
    ['ignores-eof', 'echo'],
    ['ignores-sigterm', 'echo'],
    ['huge-line'],
    ['huge-result'],
    ['schema-without-type'],
    ['capabilities-dependent-list', 'echo'],
  ];
  let shared: Sandbox;
  let host: Client;
  beforeAll(async () => {
    shared = openSandbox();
    host = await connectHost(shared, { fixtures: FAULTY.map(([fixture]) => fixture), settings: FULL });
  });
  afterAll(async () => {
    await host.close();
    await shared.close();
  });

  test.each(FAULTY)('%s is survived: its tools are listed and called', async (fixture, toolName = '') => {
    const find = async () =>
      (await host.listTools()).tools.find(({ name }) => name.startsWith(`${fixture}__${toolName}`));
    await expect.poll(find).toMatchObject({ inputSchema: { type: 'object' } });
    const tool = await find();
    const result = await host.callTool({ name: tool?.name ?? '', arguments: { message: 'alive' } });
    expect(result.isError).toBeFalsy();
  });
});

test('an answer that is longer than the limit fails its call at once, naming the setting; the next is served', async () => {
  const settings = { ...FULL, limits: { maxMessageBytes: 65_536 } };
  const host = await connectHost(sandbox, { fixtures: ['huge-result'], settings });
  const { tools } = await host.listTools();
  const call = (size: number) => host.callTool({ name: tools[0]?.name ?? '', arguments: { size } });
  expect(JSON.stringify(await call(200_000))).toContain('limits.maxMessageBytes');
  expect((await call(100)).isError).toBeFalsy();
  await host.close();
});

test('a server whose list fails is not taken for one without tools, and leaves the others alone', async () => {
  const host = await connectHost(sandbox, { fixtures: ['list-fails', 'echo'], settings: FULL });
  const { tools } = await host.listTools();
  expect(tools.every(({ name }) => name.startsWith('echo__'))).toBe(true);
  await host.close();
});

test('what is known of a server is served before it runs, and a list does not start it', async () => {
  const options = { fixtures: ['echo', 'slow-start'], settings: FULL };
  const first = await connectHost(sandbox, options, {});
  await expect
    .poll(async () => (await first.listTools()).tools.map(({ name }) => name), { timeout: 15_000 })
    .toContain('slow-start__echo');
  await first.close();
  const second = startHost(sandbox, options);
  await second.initialize();
  const { result } = (await second.request('tools/list')) as { result: { tools: { name: string }[] } };
  expect(result.tools.map(({ name }) => name)).toContain('slow-start__echo');
  const { processesIn } = await import('../helpers/sandbox.ts');
  expect(processesIn(sandbox.home).filter(({ command }) => command.includes('fixtures/servers'))).toEqual([]);
  await second.close();
});

test('a list that changes is announced and shows the change', async () => {
  const host = startHost(sandbox, { fixtures: ['changes-list'], settings: FULL });
  await host.initialize();
  await host.request('tools/list');
  host.received.length = 0;
  await host.request('tools/call', { name: 'changes-list__grow' });
  await host.next(({ method }) => method === 'notifications/tools/list_changed');
  const { result } = (await host.request('tools/list')) as { result: { tools: { name: string }[] } };
  expect(result.tools.map(({ name }) => name)).toEqual(['changes-list__grow', 'changes-list__grown-1']);
  await host.close();
});
