import { randomBytes } from 'node:crypto';
import { expect, test } from 'vitest';
import { seal, unseal } from '../../../../src/store/credentials/seal.ts';

const key = randomBytes(32);
const owner = 'a server';
const text = 'a token of sch\u00f6n length';

test('what is sealed is read again with the same key by the same owner, and by nobody else', () => {
  const sealed = seal(text, { key, owner });
  expect(unseal(sealed, { key, owner })).toBe(text);
  expect(unseal(sealed, { key, owner: 'another' })).toBeUndefined();
  expect(unseal(sealed, { key: randomBytes(32), owner })).toBeUndefined();
});

test('nothing of the text shows, and no two seals are alike', () => {
  const [one, two] = [seal(text, { key, owner }), seal(text, { key, owner })];
  expect(one).not.toBe(two);
  expect(Buffer.from(one, 'base64').includes('token')).toBe(false);
});

test('whatever is changed or missing, nothing is read and nothing breaks', () => {
  const bytes = Buffer.from(seal(text, { key, owner }), 'base64');
  for (let index = 0; index < bytes.length; index++) {
    const changed = Buffer.from(bytes);
    changed.writeUInt8(changed.readUInt8(index) ^ 1, index);
    expect(unseal(changed.toString('base64'), { key, owner })).toBeUndefined();
    expect(unseal(bytes.subarray(0, index).toString('base64'), { key, owner })).toBeUndefined();
  }
  expect(unseal('', { key, owner })).toBeUndefined();
  expect(unseal('no base64 \u2026', { key, owner })).toBeUndefined();
});
