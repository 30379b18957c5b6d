import { spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type RawHost, startHost } from '../helpers/host.ts';
import { assertNoChildren, openSandbox, processesIn, type Sandbox } from '../helpers/sandbox.ts';

let sandbox: Sandbox;
beforeEach(() => {
  sandbox = openSandbox();
});
afterEach(() => sandbox.close());

const FIXTURES = ['echo', 'ignores-eof', 'ignores-sigterm', 'spawns-grandchild'];

/** A host all of whose servers run, with their grandchildren. */
async function startWithServers(): Promise<RawHost> {
  const host = startHost(sandbox, { fixtures: FIXTURES });
  await host.initialize();
  await host.request('tools/list');
  const call = (name: string) =>
    host.request('tools/call', { name: `${name}__echo`, arguments: { message: 'x' } });
  for (const answer of await Promise.all(FIXTURES.map(call))) expect(answer).toHaveProperty('result.content');
  expect(processesIn(sandbox.home).length).toBeGreaterThanOrEqual(8);
  return host;
}

test('after the end of stdin nothing is left, and the exit is clean', async () => {
  const host = await startWithServers();
  await host.close();
  expect(await host.exit).toEqual({ code: 0, signal: null });
  await assertNoChildren(sandbox.home);
});

test.each(['SIGTERM', 'SIGINT', 'SIGHUP', 'SIGKILL'] as const)('after %s nothing is left', async (signal) => {
  const host = await startWithServers();
  host.child.kill(signal);
  await host.exit;
  await assertNoChildren(sandbox.home);
});

test('what a server has started ends with us also where the server was gone before', async () => {
  const host = startHost(sandbox, { fixtures: ['spawns-grandchild'], settings: { exposure: 'full' } });
  await host.initialize();
  await host.request('tools/call', { name: 'spawns-grandchild__echo', arguments: { message: 'x' } });
  // Frozen, we cannot note whose child the grandchild is before its parent is gone.
  host.child.kill('SIGSTOP');
  const servers = processesIn(sandbox.home).filter(({ command }) =>
    command.includes('spawns-grandchild.mjs'),
  );
  expect(servers).not.toEqual([]);
  for (const { pid } of servers) process.kill(pid, 'SIGKILL');
  host.child.kill('SIGKILL');
  await host.exit;
  await assertNoChildren(sandbox.home);
});

test('killed during a start it leaves nothing', async () => {
  const host = startHost(sandbox, { fixtures: ['never-answers-initialize', 'slow-start'] });
  await host.initialize();
  void host.request('tools/list');
  await expect.poll(() => processesIn(sandbox.home).length, { timeout: 10_000 }).toBeGreaterThanOrEqual(3);
  host.child.kill('SIGKILL');
  await assertNoChildren(sandbox.home);
});

test('when the host is killed and its pipes stay open elsewhere, nothing is left', async () => {
  const program = fileURLToPath(new URL('../../bin/trunkline.js', import.meta.url));
  const config = sandbox.writeConfig({ mcpServers: {} });
  // The shell is the host; `sleep`, which it leaves behind, holds the pipe to Trunkline open.
  const ping = '{"jsonrpc":"2.0","id":1,"method":"ping"}';
  const start = `"${process.execPath}" "${program}" --standalone --config "${config}" < pipe > answers; true`;
  const script = `cd "$HOME"; mkfifo pipe; (echo '${ping}'; exec sleep 30) > pipe & ${start}`;
  const host = spawn('/bin/sh', ['-c', script], { env: sandbox.env, stdio: 'ignore' });
  const answers = join(sandbox.home, 'answers');
  await expect
    .poll(() => existsSync(answers) && readFileSync(answers, 'utf8'), { timeout: 10_000 })
    .toContain('"id":1');
  const isTrunkline = ({ command }: { command: string }): boolean =>
    command.includes('trunkline.js --standalone');
  host.kill('SIGKILL');
  await expect.poll(() => processesIn(sandbox.home).some(isTrunkline), { timeout: 10_000 }).toBe(false);
  for (const { pid } of processesIn(sandbox.home)) process.kill(pid, 'SIGKILL');
});
