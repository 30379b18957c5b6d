import { expect, test } from 'vitest';
import { configOption } from '../../../src/config/find.ts';
import { check, problemsOf, serverFrom } from './config-file.ts';

const URL = 'https://mcp.example/mcp';
const withOAuth = (oauth: object, more: object = {}) => ({
  mcpServers: { one: { url: URL, oauth, ...more } },
});

test('an entry that says nothing of logins has the person log in who is asked to', async () => {
  expect(await serverFrom({ url: URL })).not.toHaveProperty('oauth');
});

test('secrets are taken from the environment', async () => {
  const oauth = { grant: 'client_credentials', clientId: 'us', clientSecret: '${env:SECRET}' };
  const server = await serverFrom({ url: URL, oauth }, { env: { SECRET: 'x' } });
  expect(server).toMatchObject({ oauth: { grant: 'client_credentials', clientId: 'us', clientSecret: 'x' } });
});

test.each([
  [{ grant: 'nope' }, 'mcpServers.one.oauth.grant: must be "authorization_code"'],
  [{ grant: 'client_credentials', clientId: 'us' }, 'mcpServers.one.oauth: needs "clientId" and a secret'],
  [
    { grant: 'cross_app_access', clientId: 'us', clientSecret: 'x' },
    'needs "issuer", "clientId" and "idToken"',
  ],
  [{ clientSecret: 'x' }, 'mcpServers.one.oauth.clientSecret: is of no use without "clientId"'],
  [
    { clientMetadataUrl: 'http://us.example/client' },
    'clientMetadataUrl: must be a URL that begins with https:',
  ],
  [{ issuer: 'login' }, 'mcpServers.one.oauth.issuer: must be a URL'],
  [{ callbackPort: 0 }, 'mcpServers.one.oauth.callbackPort: must be a whole number from 1 to 65535'],
])('%j is refused', async (oauth, problem) => {
  const [first, ...others] = await problemsOf(withOAuth(oauth));
  expect(first).toContain(problem);
  expect(others).toEqual([]);
});

test.each([
  [{ url: 'wss://mcp.example/mcp' }, 'has no effect over WebSocket'],
  [{ headers: { authorization: 'Bearer x' } }, 'has no effect beside a header "Authorization"'],
])('beside %j it is noted that nobody will be asked', async (more, note) => {
  const { notes, problems } = await check(withOAuth({ clientId: 'us' }, more));
  expect(problems).toEqual([]);
  expect(notes).toMatchObject([{ path: 'mcpServers.one.oauth', message: note }]);
});

test('a command names the configuration only where it is not the one that it would find', () => {
  const env = { HOME: '/home/me' };
  expect(configOption('/home/me/.trunkline/servers.json', env)).toBe('');
  expect(configOption('/home/me/.trunkline/servers.yaml', env)).toBe('');
  expect(configOption('/srv/mcp/servers.json', env)).toBe(' --config /srv/mcp/servers.json');
  expect(configOption('/my servers/all.json', env)).toBe(' --config "/my servers/all.json"');
});
