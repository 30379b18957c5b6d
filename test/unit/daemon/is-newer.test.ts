import { expect, test } from 'vitest';
import { isNewer } from '../../../src/daemon/socket/is-newer.ts';

test.each([
  ['1.2.4', '1.2.3', true],
  ['1.10.0', '1.9.9', true],
  ['2.0.0', '1.99.99', true],
  ['1.2.3', '1.2.3', false],
  ['1.2.3', '1.2.4', false],
  ['1.2.3', '1.2.3-next.1', true],
  ['1.2.3-next.1', '1.2.3', false],
  ['1.2.3-next.10', '1.2.3-next.9', true],
  ['nonsense', '1.0.0', false],
])('%s is newer than %s: %s', (version, than, expected) => {
  expect(isNewer(version, than)).toBe(expected);
});
