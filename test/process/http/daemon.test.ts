import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { expect, test } from 'vitest';
import { command, connectThroughDaemon, eachInSandbox, statusOf } from '../../helpers/daemon.ts';
import { fixtureEntry } from '../../helpers/fixture-servers.ts';
import { HttpGateway } from '../../helpers/http.ts';
import type { Sandbox } from '../../helpers/sandbox.ts';

let sandbox: Sandbox;
eachInSandbox((opened) => {
  sandbox = opened;
});

const ECHO = { name: 'echo__echo', arguments: { message: 'hello' } };
const ANSWER = { result: { content: [{ text: 'hello' }] } };

test('the daemon serves HTTP where it is told to, on its token, shows a port that is taken, and takes it once it is free', async () => {
  const other = createServer().listen(0, '127.0.0.1');
  await once(other, 'listening');
  const { port } = other.address() as AddressInfo;
  const settings = { exposure: 'full', http: { listen: `127.0.0.1:${port}` } };
  const host = await connectThroughDaemon(sandbox, { servers: { echo: fixtureEntry('echo') }, settings });
  expect(await host.request('tools/call', ECHO)).toMatchObject(ANSWER);
  const { http } = await statusOf(sandbox);
  expect(http).toMatchObject({ url: `http://127.0.0.1:${port}/mcp` });
  expect(http?.problem).toContain('EADDRINUSE');
  expect(await command(sandbox, 'logs')).toContain('HTTP clients cannot be served');
  other.close();
  const problem = async () => (await statusOf(sandbox)).http?.problem;
  await expect.poll(problem, { timeout: 20_000 }).toBeUndefined();

  const gateway = HttpGateway.at(String(http?.url), sandbox);
  const call = () =>
    gateway.modern('tools/call', ECHO, { headers: { authorization: `Bearer ${gateway.token}` } });
  expect((await gateway.modern('tools/call', ECHO)).status).toBe(401);
  expect((await call()).message).toMatchObject(ANSWER);

  // The next daemon listens at once, while this one lets its hosts go.
  const { pid } = await statusOf(sandbox);
  await command(sandbox, 'daemon', 'restart');
  expect((await statusOf(sandbox)).pid).not.toBe(pid);
  await expect.poll(problem, { timeout: 20_000 }).toBeUndefined();
  expect((await call()).message).toMatchObject(ANSWER);
  await host.close();
});
