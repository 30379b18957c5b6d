import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { pathsFor } from '../../../src/shared/paths.ts';
import { openDatabase } from '../../../src/store/database.ts';
import { Documents } from '../../../src/store/documents.ts';
import { STATE_SCHEMA } from '../../../src/store/schema.ts';
import { command, eachInSandbox, sayHello, statusOf } from '../../helpers/daemon.ts';
import { fixtureEntry } from '../../helpers/fixture-servers.ts';
import type { Sandbox } from '../../helpers/sandbox.ts';

let sandbox: Sandbox;
eachInSandbox((opened) => {
  sandbox = opened;
  sandbox.writeConfig({ mcpServers: { echo: fixtureEntry('echo') } });
});

const quiet = { debug() {}, info() {}, warn() {}, error() {} };
const SESSION_ID = '00000000-0000-4000-8000-00000000000a';
/** As the first version kept a session, in the first version's file. */
const STATE = {
  sessionId: SESSION_ID,
  isInitialized: true,
  capabilities: {},
  clientInfo: { name: 'old-host', version: '1' },
  subscribedUris: [],
};

/** The store's file with the schema of some version, and one session in it. */
function leaveStore(schema: readonly string[]): void {
  const { stateDir } = pathsFor(sandbox.env);
  mkdirSync(stateDir, { recursive: true, mode: 0o700 });
  const clock = { wallTime: () => Date.now() };
  const database = openDatabase(join(stateDir, 'trunkline.db'), { log: quiet, clock, schema });
  const principal = `socket:${process.getuid?.()}`;
  const text = JSON.stringify({ principal, state: STATE });
  new Documents('session', { database, clock, log: quiet }).saveText(SESSION_ID, text);
  database.close();
}

test('upgrade in place: the first version’s store is taken over with its sessions, and its shims are served', async () => {
  leaveStore(STATE_SCHEMA.slice(0, 1));
  await command(sandbox, 'daemon', 'start');
  const hello = await sayHello(sandbox, { version: '0.0.1', sessionId: SESSION_ID });
  expect(hello).toMatchObject({ answer: { isResumed: true, sessionId: SESSION_ID } });
  const { sessions } = await statusOf(sandbox);
  expect(sessions).toMatchObject([{ sessionId: SESSION_ID, client: 'old-host', recentCalls: [] }]);
  if ('socket' in hello) hello.socket.destroy();
});

test('downgrade: a newer store is left as it is, and the older program serves without it', async () => {
  leaveStore([...STATE_SCHEMA, 'CREATE TABLE of_the_future (a)']);
  await command(sandbox, 'daemon', 'start');
  const hello = await sayHello(sandbox, { sessionId: SESSION_ID });
  expect(hello).toMatchObject({ answer: { isResumed: false } });
  if ('socket' in hello) hello.socket.destroy();
  expect(await command(sandbox, 'logs')).toContain('newer Trunkline');
});

test('a command of a newer version asks, and does not replace', async () => {
  await command(sandbox, 'daemon', 'start');
  const { pid } = await statusOf(sandbox);
  const hello = await sayHello(sandbox, { version: '99.0.0', role: 'command' });
  expect(hello).toMatchObject({ answer: { pid } });
  if ('socket' in hello) hello.socket.destroy();
  expect((await statusOf(sandbox)).pid).toBe(pid);
});
