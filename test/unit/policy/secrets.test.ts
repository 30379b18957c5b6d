import { expect, test } from 'vitest';
import { hideSecrets } from '../../../src/policy/secrets.ts';

test('a secret is hidden wherever it stands, also one that JSON writes otherwise', () => {
  const secrets = ['hunter2', JSON.stringify('a "quoted"\\one').slice(1, -1)];
  expect(hideSecrets('hunter2, and hunter2: a "quoted"\\one', secrets)).toBe('…, and …: …');
  expect(hideSecrets('nothing', secrets)).toBe('nothing');
});
