import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { JsonObject } from '../../../src/protocol/json-rpc.ts';
import { command, connectThroughDaemon, statusOf, stopDaemon } from '../../helpers/daemon.ts';
import { fixtureEntry } from '../../helpers/fixture-servers.ts';
import { type RawHost, startHost } from '../../helpers/host.ts';
import { logInAsPerson } from '../../helpers/person.ts';
import { openSandbox, type Sandbox } from '../../helpers/sandbox.ts';

const PROGRAM = fileURLToPath(new URL('../../../bin/trunkline.js', import.meta.url));
const FIXTURE = fileURLToPath(new URL('../../fixtures/oauth/protected.mjs', import.meta.url));

let sandbox: Sandbox;
let fixture: ChildProcess;
let where: { url: string; sseUrl: string; issuer: string };
let host: RawHost;

beforeAll(async () => {
  sandbox = openSandbox();
  fixture = spawn(process.execPath, [FIXTURE], { stdio: ['ignore', 'pipe', 'inherit'] });
  const [line] = await once(createInterface({ input: fixture.stdout as NodeJS.ReadableStream }), 'line');
  where = JSON.parse(String(line));
  host = await connectThroughDaemon(sandbox, hostOptions());
});
afterAll(async () => {
  fixture.kill();
  await host.close();
  await stopDaemon(sandbox);
  await sandbox.close();
});

const hostOptions = () => ({
  servers: {
    echo: fixtureEntry('echo'),
    locked: { url: where.url, era: 'legacy' },
    old: { url: where.sseUrl, type: 'sse' },
  },
  settings: { exposure: 'full' },
});

async function call(from: RawHost, name: string, args: JsonObject = {}): Promise<string> {
  const { result } = await from.request('tools/call', { name, arguments: args });
  return JSON.stringify((result as JsonObject).content);
}

async function control(what: string): Promise<{ registrations: number; logins: number; refreshes: number }> {
  const response = await fetch(`${where.issuer}/control/${what}`);
  return (await response.json()) as { registrations: number; logins: number; refreshes: number };
}

/** All tokens that were ever given, and how many of them would still be taken. */
async function tokensGiven(): Promise<{ tokens: string[]; valid: number }> {
  const response = await fetch(`${where.issuer}/control/tokens`);
  return (await response.json()) as { tokens: string[]; valid: number };
}

async function stateOf(name: string): Promise<string | undefined> {
  return (await statusOf(sandbox)).servers.find((server) => server.name === name)?.state;
}

const logIn = (comeBack?: (url: string, command: ChildProcess) => unknown, args = ['locked']) =>
  logInAsPerson([process.execPath, PROGRAM, 'login', '--no-browser', ...args], {
    env: sandbox.env,
    ...(comeBack && { comeBack }),
  });

/** The address with something else in its query. */
function changed(url: string, name: string, value: string): string {
  const other = new URL(url);
  other.searchParams.set(name, value);
  return other.href;
}

test('a server that wants a login says how to, in status too; the others are served', async () => {
  expect(await call(host, 'locked__whoami')).toContain('trunkline login locked');
  expect(await call(host, 'echo__echo', { message: 'hello' })).toContain('hello');
  expect(await stateOf('locked')).toBe('needs login');
});

test('who does not agree is not logged in, and is told so', async () => {
  await control('deny');
  expect(await logIn()).toEqual({ code: 4, text: expect.stringContaining('access_denied') });
  expect(await stateOf('locked')).toBe('needs login');
});

test('an answer that another authorization server has given is not taken', async () => {
  const { code, text } = await logIn((url) => fetch(changed(url, 'iss', 'https://evil.example')));
  expect(text).toContain('evil.example');
  expect(code).toBe(4);
});

test('an answer to another question is none: the login waits for its own, and not for ever', async () => {
  const statuses: number[] = [];
  const { code, text } = await logIn(
    async (url) => {
      const { status } = await fetch(changed(url, 'state', 'theirs'));
      statuses.push(status);
    },
    ['locked', '--timeout', '0.5'],
  );
  expect(statuses).toEqual([404]);
  expect(text).toContain('Nobody came back from the browser in time.');
  expect(code).toBe(5);
  expect((await tokensGiven()).tokens).toEqual([]);
});

test('where no browser is, the address that it ends at can be pasted, after others that are not it', async () => {
  const { code, text } = await logIn((url, { stdin }) =>
    stdin?.write(`rubbish\n${changed(url, 'state', 'theirs')}\n\n  ${url}  \n`),
  );
  expect(text.match(/That is not the address/g)).toHaveLength(2);
  expect(text).toContain('Logged in at locked');
  expect(code).toBe(0);
  expect(await command(sandbox, 'logout', 'locked')).toContain('Logged out');
});

test('after a login its tools work without a restart, and hosts are told of them', async () => {
  const { code, text } = await logIn();
  expect(text).toContain(`Logged in at locked, by ${where.issuer}`);
  expect(code).toBe(0);
  expect(await call(host, 'locked__whoami')).toContain('you are alice');
  await host.next(({ method }) => method === 'notifications/tools/list_changed');
  expect(await stateOf('locked')).toBe('ready');
});

test('an expired token is renewed once, however many calls and processes want another, and again after that', async () => {
  const alone = startHost(sandbox, hostOptions());
  await alone.initialize();
  expect(await call(alone, 'locked__whoami')).toContain('you are alice');
  const before = await control('counts');
  for (const round of [1, 2]) {
    await control('expire');
    const calls = [host, host, host, alone, alone].map((from) => call(from, 'locked__whoami'));
    for (const answer of await Promise.all(calls)) expect(answer).toContain('you are alice');
    expect(await control('counts')).toEqual({ ...before, refreshes: round });
  }
  await alone.close();
});

test('what was given lies encrypted, in files of this user alone, and stands in no log', async () => {
  const folder = join(sandbox.home, '.trunkline', 'state');
  expect(statSync(folder).mode & 0o077).toBe(0);
  const { tokens } = await tokensGiven();
  expect(tokens.length).toBeGreaterThan(3);
  for (const name of readdirSync(folder)) {
    const path = join(folder, name);
    if (!statSync(path).isFile()) continue;
    expect(statSync(path).mode & 0o077, name).toBe(0);
    const bytes = readFileSync(path, 'latin1');
    for (const token of tokens) expect(bytes.includes(token), name).toBe(false);
  }
});

test('a login that the server has taken back is asked for again, and given again', async () => {
  await control('revoke');
  expect(await call(host, 'locked__whoami')).toContain('trunkline login locked');
  expect(await stateOf('locked')).toBe('needs login');
  const { result } = await host.request('tools/list');
  expect(JSON.stringify(result)).toContain('locked__whoami');
  await logIn();
  expect(await call(host, 'locked__whoami')).toContain('you are alice');
});

test("a server of HTTP+SSE is logged in at alike, and its login is no other server's", async () => {
  expect(await call(host, 'old__whoami')).toContain('trunkline login old');
  await logIn(undefined, ['old']);
  expect(await call(host, 'old__whoami')).toContain('you are alice');
  expect(await command(sandbox, 'logout', 'old')).toContain('Logged out of old');
  expect(await call(host, 'old__whoami')).toContain('trunkline login old');
  expect(await call(host, 'locked__whoami')).toContain('you are alice');
});

test('after a logout nobody is logged in, and what was given is taken back', async () => {
  expect((await tokensGiven()).valid).toBe(2);
  expect(await command(sandbox, 'logout', 'locked')).toBe(
    'Logged out of locked; its tokens are taken back.\n',
  );
  expect((await tokensGiven()).valid).toBe(0);
  expect(await command(sandbox, 'logout', 'locked')).toBe('Nobody was logged in at locked.\n');
  expect(await call(host, 'locked__whoami')).toContain('trunkline login locked');
});
