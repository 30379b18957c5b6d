import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import type { RemoteDefinition } from '../../../../../src/config/config.ts';
import { Authorization } from '../../../../../src/downstream/remote/oauth/authorization.ts';
import { authorizedFetch } from '../../../../../src/downstream/remote/oauth/authorized-fetch.ts';
import { type Login, loginKey } from '../../../../../src/downstream/remote/oauth/login.ts';
import { systemClock } from '../../../../../src/shared/clock.ts';
import { Credentials } from '../../../../../src/store/credentials/credentials.ts';
import { type Database, openDatabase } from '../../../../../src/store/database.ts';
import { recordingLog } from '../../../store/recording-log.ts';

/** The token endpoint of an authorization server, as it was asked and as it answers. */
let server: Server;
let endpoint: string;
let asked: URLSearchParams[];
let answer: { status: number; body: object };

let folder: string;
let opened: Database[];

beforeAll(async () => {
  server = createServer(async (request, response) => {
    asked.push(new URLSearchParams(await text(request)));
    response.writeHead(answer.status, { 'content-type': 'application/json' });
    response.end(JSON.stringify(answer.body));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => server.close());
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'authorization-'));
  opened = [];
  asked = [];
  answer = {
    status: 200,
    body: { access_token: 'new', refresh_token: 'newer', token_type: 'Bearer', expires_in: 3_600 },
  };
});
afterEach(() => {
  for (const database of opened) database.close();
  rmSync(folder, { recursive: true, force: true });
});

const remote = (more: Partial<RemoteDefinition> = {}): RemoteDefinition =>
  ({ name: 'notes', type: 'http', url: `${endpoint}/mcp`, headers: {}, ...more }) as RemoteDefinition;

/** As one process has it; all of them share one file. */
function open(definition = remote()) {
  const log = recordingLog();
  const database = openDatabase(join(folder, 'trunkline.db'), { log, clock: systemClock });
  opened.push(database);
  const keyFile = join(folder, 'key');
  const credentials = new Credentials({ database, keyFile, clock: systemClock, log });
  const network = { env: {}, seenOutside: new Set<string>() };
  const parts = { definition, credentials, network, clock: systemClock, log };
  return { authorization: new Authorization({ ...parts, configOption: ' --config /x.json' }), credentials };
}

async function keep(credentials: Credentials, login: Partial<Login> = {}): Promise<void> {
  const kept: Login = {
    authorizationServerUrl: endpoint,
    metadata: {
      issuer: endpoint,
      authorization_endpoint: `${endpoint}/authorize`,
      token_endpoint: `${endpoint}/token`,
      response_types_supported: ['code'],
    },
    client: { client_id: 'us', issuer: endpoint },
    resource: undefined,
    accessToken: 'old',
    refreshToken: 'refresh',
    scope: 'tools',
    renewAt: Date.now() + 600_000,
    ...login,
  };
  await credentials.save(loginKey(remote()), JSON.stringify(kept));
}

test('a token that holds is used as it is', async () => {
  const { authorization, credentials } = open();
  await keep(credentials);
  expect(await authorization.token()).toBe('old');
  expect(asked).toEqual([]);
});

test('one that is about to expire is replaced before it is used, once for all calls and processes', async () => {
  const [one, two] = [open(), open()];
  await keep(one.credentials, { renewAt: Date.now() - 1 });
  const processes = [one, two, one, one, two];
  const tokens = await Promise.all(processes.map(({ authorization }) => authorization.token()));
  expect(tokens).toEqual(['new', 'new', 'new', 'new', 'new']);
  expect(asked.map((each) => each.get('refresh_token'))).toEqual(['refresh']);
  expect(await open().authorization.token()).toBe('new');
});

test('where it cannot be replaced early, the one there is goes on', async () => {
  const { authorization, credentials } = open();
  await keep(credentials, { renewAt: Date.now() - 1 });
  answer = { status: 503, body: {} };
  expect(await authorization.token()).toBe('old');
  answer = { status: 200, body: { access_token: 'new', token_type: 'Bearer' } };
  expect(await authorization.token()).toBe('new');
});

test('a login that is over is forgotten, and the error says what to do, for which configuration', async () => {
  const { authorization, credentials } = open();
  await keep(credentials);
  answer = { status: 400, body: { error: 'invalid_grant', error_description: 'gone' } };
  const challenge = { resourceMetadataUrl: `${endpoint}/.well-known/oauth-protected-resource` };
  await expect(authorization.replace('old', challenge)).rejects.toMatchObject({
    code: 'login_required',
    hint: 'A person can do so: trunkline login notes --config /x.json.',
  });
  expect(await authorization.token()).toBeUndefined();
  expect(credentials.find(loginKey(remote()))?.secret).toBeUndefined();
});

test('a refresh token that is not replaced is kept', async () => {
  const { authorization, credentials } = open();
  await keep(credentials);
  answer = { status: 200, body: { access_token: 'new', token_type: 'Bearer' } };
  expect(await authorization.replace('old', {})).toBe('new');
  answer = { status: 200, body: { access_token: 'newest', token_type: 'Bearer' } };
  expect(await authorization.replace('new', {})).toBe('newest');
  expect(asked.map((each) => each.get('refresh_token'))).toEqual(['refresh', 'refresh']);
});

test.each([
  ['another address', { url: 'https://elsewhere.example/mcp' }],
  ['another name', { name: 'other' }],
  ['another client', { oauth: { grant: 'authorization_code', clientId: 'else', scopes: [] } as never }],
])('a server of %s has none of its logins', async (_what, more) => {
  await keep(open().credentials);
  expect(await open(remote(more)).authorization.token()).toBeUndefined();
});

test('the token goes to its own server only', async () => {
  const { authorization, credentials } = open();
  await keep(credentials);
  const sent: (string | null)[] = [];
  const fetch = authorizedFetch(async (_input, init) => {
    sent.push(new Headers(init?.headers).get('authorization'));
    return new Response('{}');
  }, authorization);
  await fetch(`${endpoint}/mcp`);
  await fetch(`${endpoint}/other`);
  await fetch(endpoint.replace('http:', 'https:'));
  await fetch(endpoint.replace('127.0.0.1', 'localhost'));
  await fetch('https://elsewhere.example/mcp');
  expect(sent).toEqual(['Bearer old', 'Bearer old', null, null, null]);
});

test('a refused token is replaced once and no more, and what is refused again asks for a person', async () => {
  const { authorization, credentials } = open();
  await keep(credentials);
  const sent: (string | null)[] = [];
  const fetch = authorizedFetch(async (_input, init) => {
    sent.push(new Headers(init?.headers).get('authorization'));
    return new Response('', { status: 401 });
  }, authorization);
  await expect(fetch(`${endpoint}/mcp`)).rejects.toMatchObject({ code: 'login_required' });
  expect(sent).toEqual(['Bearer old', 'Bearer new']);
});
