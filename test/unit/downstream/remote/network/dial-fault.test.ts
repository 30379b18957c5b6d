import { expect, test } from 'vitest';
import { findDialFault } from '../../../../../src/downstream/remote/network/dial-fault.ts';

/** Judges a name each time it is asked for, which plain HTTP, or TLS, would then dial. */
function dialling(isEncrypted = false): (...addresses: string[]) => string | undefined {
  const seenOutside = new Set<string>();
  return (...addresses) =>
    findDialFault({ host: 'server.test', addresses, isEncrypted }, seenOutside)?.message;
}

test('a name may lead inside, as it was configured, and change its place there', () => {
  const judge = dialling();
  for (const inside of ['127.0.0.1', '10.0.0.1', '::1']) expect(judge(inside)).toBeUndefined();
});

test.each([true, false])(
  'a name that leads to where no server is, is not dialled (encrypted: %s)',
  (isEncrypted) => {
    const judge = dialling(isEncrypted);
    expect(judge('8.8.8.8', '169.254.169.254')).toBe(
      'server.test (169.254.169.254) is not dialled: it is where no MCP server is.',
    );
    for (const address of ['fe80::1', '::ffff:169.254.169.254', '64:ff9b::a9fe:a9fe', '100.100.100.200'])
      expect(judge(address)).toContain('is not dialled');
  },
);

test('a name that was outside is not followed inside, whatever it says the next time', () => {
  for (const inside of ['127.0.0.1', '192.168.0.1', '::1', '64:ff9b::10.0.0.1']) {
    const judge = dialling();
    expect(judge('203.0.113.1')).toBeUndefined();
    expect(judge(inside)).toContain('was at a public address before');
    expect(judge('203.0.113.1', inside)).toContain('was at a public address before');
    expect(judge('203.0.113.2')).toBeUndefined();
  }
});

test('a name with addresses inside and outside at once may keep to either', () => {
  const judge = dialling();
  expect(judge('192.168.0.1', '2a02:8070::1')).toBeUndefined();
  expect(judge('192.168.0.1')).toBeUndefined();
});

test('where a certificate says who it is, a name may come inside, as it does on a company’s own network', () => {
  const judge = dialling(true);
  expect(judge('203.0.113.1')).toBeUndefined();
  expect(judge('10.0.0.1')).toBeUndefined();
});

test('an address that is written as such is named once', () => {
  const dial = { host: '169.254.169.254', addresses: ['169.254.169.254'], isEncrypted: false };
  expect(findDialFault(dial, new Set())?.message).toBe(
    '169.254.169.254 is not dialled: it is where no MCP server is.',
  );
});
