import { expect, test } from 'vitest';
import manifest from '../../../package.json' with { type: 'json' };
import { VERSION } from '../../../src/shared/version.ts';

test('the version that peers see is the package’s', () => {
  expect(VERSION).toBe(manifest.version);
});
