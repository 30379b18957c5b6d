import { expect, test } from 'vitest';
import { daemonAddress } from '../../../../src/protocol/daemon/address.ts';
import { pathsFor } from '../../../../src/shared/paths.ts';

const CONFIG = '/no/such/servers.json';
const address = (home: string, config = CONFIG) =>
  daemonAddress(pathsFor({ HOME: home }, 'linux'), config, 'linux');

test('every host of a user arrives at the same daemon, whatever else its environment says', () => {
  const env = { HOME: '/home/a', XDG_RUNTIME_DIR: '/run/x', TMPDIR: '/var/tmp/y' };
  expect(daemonAddress(pathsFor(env, 'linux'), CONFIG, 'linux')).toEqual(address('/home/a'));
});

test('another configuration and another user have other daemons', () => {
  expect(address('/home/a').lockFile).not.toBe(address('/home/a', '/other.json').lockFile);
  expect(address('/home/a').sockets[1]).not.toBe(address('/home/b').sockets[1]);
});

test('no path is longer than macOS allows for a socket', () => {
  expect(address('/home/a').sockets).toHaveLength(2);
  const { sockets } = address(`/home/${'long'.repeat(30)}`);
  expect(sockets).toEqual([expect.stringMatching(/^\/tmp\/trunkline-/)]);
});

test('Windows has a named pipe', () => {
  const paths = pathsFor({ LOCALAPPDATA: 'C:\\Users\\a\\AppData\\Local' }, 'win32');
  expect(daemonAddress(paths, CONFIG, 'win32').sockets).toEqual([
    expect.stringMatching(/^\\\\\.\\pipe\\trunkline-/),
  ]);
});
