import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { findConfigPath } from '../../../src/config/find.ts';
import { folderWith } from './config-file.ts';

const HOME_FILES = {
  '.trunkline/servers.jsonc': '',
  '.trunkline/servers.yaml': '',
  'given.json': '',
  'named.json': '',
};

test.skipIf(process.platform === 'win32')(
  'the order is --config, TRUNKLINE_CONFIG, then the user’s own folder',
  () => {
    const home = folderWith(HOME_FILES);
    const env = { HOME: home, TRUNKLINE_CONFIG: join(home, 'named.json') };
    expect(findConfigPath({ path: join(home, 'given.json'), env })).toBe(join(home, 'given.json'));
    expect(findConfigPath({ env })).toBe(join(home, 'named.json'));
    expect(findConfigPath({ env: { HOME: home } })).toBe(join(home, '.trunkline/servers.jsonc'));
  },
);

test('~ in --config and TRUNKLINE_CONFIG is the home folder', () => {
  const home = folderWith(HOME_FILES);
  expect(findConfigPath({ path: '~/given.json', env: { HOME: home } })).toBe(join(home, 'given.json'));
  expect(findConfigPath({ env: { HOME: home, TRUNKLINE_CONFIG: '~/named.json' } })).toBe(
    join(home, 'named.json'),
  );
});

test('the working directory is never searched', () => {
  const home = folderWith({});
  mkdirSync(join(home, '.trunkline'));
  expect(() => findConfigPath({ env: { HOME: home } })).toThrow('There is no configuration in');
});

test('a relative TRUNKLINE_CONFIG is refused, since it would depend on the host', () => {
  expect(() => findConfigPath({ env: { HOME: '/', TRUNKLINE_CONFIG: 'servers.json' } })).toThrow(
    'relative path',
  );
});

test('a named file that does not exist is an error, whatever else there is', () => {
  const home = folderWith(HOME_FILES);
  expect(() => findConfigPath({ path: join(home, 'none.json'), env: { HOME: home } })).toThrow(
    '--config names a file',
  );
});
