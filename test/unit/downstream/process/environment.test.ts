import { expect, test } from 'vitest';
import { childEnvironment, pathOf, withPath } from '../../../../src/downstream/process/environment.ts';

const host = {
  HOME: '/home/ada',
  PATH: '/bin',
  LC_ALL: 'C',
  https_proxy: 'http://proxy:1',
  NODE_EXTRA_CA_CERTS: '/ca.pem',
  OPENAI_API_KEY: 'secret',
  NODE_OPTIONS: '--inspect',
};
const on = (platform: NodeJS.Platform, env: NodeJS.ProcessEnv, configured: Record<string, string> = {}) =>
  childEnvironment({ configured, env, platform });

test('a server gets what any program needs, and proxies, but no secrets and no options of ours', () => {
  expect(on('linux', host)).toEqual({
    HOME: '/home/ada',
    PATH: '/bin',
    LC_ALL: 'C',
    https_proxy: 'http://proxy:1',
    NODE_EXTRA_CA_CERTS: '/ca.pem',
    DOTENV_CONFIG_QUIET: 'true',
  });
});

test('what is configured wins over everything', () => {
  const env = on('linux', host, { PATH: '/opt/bin', DOTENV_CONFIG_QUIET: 'false', OPENAI_API_KEY: 'mine' });
  expect(env).toMatchObject({ PATH: '/opt/bin', DOTENV_CONFIG_QUIET: 'false', OPENAI_API_KEY: 'mine' });
});

test('an exported shell function is code and stays behind', () => {
  expect(on('linux', { TERM: '() { echo; }' })).toEqual({ DOTENV_CONFIG_QUIET: 'true' });
});

test('on Windows names are compared without case, and each is there once', () => {
  const env = on(
    'win32',
    { Path: 'C:\\Windows', SystemRoot: 'C:\\Windows', Secret: 'x' },
    { PATH: 'C:\\Tools' },
  );
  expect(env).toEqual({ SystemRoot: 'C:\\Windows', PATH: 'C:\\Tools', DOTENV_CONFIG_QUIET: 'true' });
});

test('the search path is found and replaced whatever its case', () => {
  expect(pathOf({ Path: 'a' })).toBe('a');
  expect(pathOf({})).toBe('');
  expect(withPath({ Path: 'a', X: '1' }, 'b')).toEqual({ PATH: 'b', X: '1' });
});
