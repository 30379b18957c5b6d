import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Network } from '../../../../../src/downstream/remote/network/dialler.ts';
import { withOAuthFetch } from '../../../../../src/downstream/remote/oauth/oauth-fetch.ts';

/** Answers everything, here inside. */
let inside: Server;
let asked = 0;
let port: number;

beforeAll(async () => {
  inside = createServer((_request, response) => {
    asked++;
    response.end('{}');
  });
  await new Promise<void>((resolve) => inside.listen(0, '127.0.0.1', resolve));
  ({ port } = inside.address() as AddressInfo);
});
afterAll(() => inside.close());

const newNetwork = (seenOutside: string[] = []): Network => ({ env: {}, seenOutside: new Set(seenOutside) });
const ask = (url: string, address: string, network = newNetwork()) =>
  withOAuthFetch({ url, proxy: undefined }, network, (fetch) => fetch(address));

test.each([
  ['https://203.0.113.5/mcp', newNetwork()],
  ['https://mcp.example/mcp', newNetwork(['mcp.example'])],
])('a server outside (%s) is not followed inside', async (url, network) => {
  for (const address of [
    `https://127.0.0.1:${port}/token`,
    `https://[::1]:${port}/token`,
    `https://[::ffff:127.0.0.1]:${port}/token`,
    'https://10.0.0.1/token',
    'https://192.168.0.1/.well-known/oauth-authorization-server',
    'https://169.254.169.254/latest/meta-data',
    'https://2852039166/latest/meta-data',
    `https://localhost:${port}/token`,
  ])
    await expect(ask(url, address, network), address).rejects.toThrow(/is not dialled/);
  expect(asked).toBe(0);
});

test('a server outside is asked for no login without encryption', async () => {
  await expect(ask('https://203.0.113.5/mcp', 'http://login.example/token')).rejects.toThrow(
    'login.example is not asked for a login without encryption',
  );
});

test('a server inside may have its logins inside, but not where a cloud keeps its secrets', async () => {
  const url = `http://127.0.0.1:${port}/mcp`;
  expect((await ask(url, `http://127.0.0.1:${port}/token`)).status).toBe(200);
  expect((await ask(url, `http://localhost:${port}/token`)).status).toBe(200);
  await expect(ask(url, 'http://169.254.169.254/latest/meta-data')).rejects.toThrow('is not dialled');
});
