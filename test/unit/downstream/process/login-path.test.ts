import { expect, test } from 'vitest';
import { mergePaths } from '../../../../src/downstream/process/login-path.ts';

test('merged search paths keep the first mention of each folder and drop empty parts', () => {
  expect(mergePaths('/bin:/usr/bin', '', '/usr/bin:/opt/bin:', '/bin')).toBe('/bin:/usr/bin:/opt/bin');
});
