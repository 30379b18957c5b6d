import { expect, test } from 'vitest';
import { type AddressKind, addressKind } from '../../../../../src/downstream/remote/network/address-kind.ts';

test.each<[AddressKind, string]>([
  ['outside', '8.8.8.8'],
  ['outside', '172.15.255.255'],
  ['outside', '172.32.0.0'],
  ['outside', '169.253.255.255'],
  ['outside', '100.63.255.255'],
  ['outside', '2606:4700:4700::1111'],
  ['outside', '2a02:8070::127.0.0.1'],
  ['inside', '127.0.0.1'],
  ['inside', '127.255.255.254'],
  ['inside', '0.0.0.0'],
  ['inside', '10.0.0.1'],
  ['inside', '172.16.0.1'],
  ['inside', '172.31.255.255'],
  ['inside', '192.168.0.1'],
  ['inside', '100.64.0.1'],
  ['inside', '::1'],
  ['inside', '::'],
  ['inside', '0:0:0:0:0:0:0:1'],
  ['inside', 'fc00::1'],
  ['inside', 'fdff:ffff::1'],
  ['inside', 'fec0::1'],
  ['forbidden', '169.254.169.254'],
  ['forbidden', '169.254.0.1'],
  ['forbidden', '100.100.100.200'],
  ['forbidden', '168.63.129.16'],
  ['forbidden', '192.0.0.192'],
  ['forbidden', '224.0.0.1'],
  ['forbidden', '255.255.255.255'],
  ['forbidden', 'fe80::1'],
  ['forbidden', 'fe80::1%eth0'],
  ['forbidden', 'febf::1'],
  ['forbidden', 'ff02::1'],
  ['forbidden', 'fd00:ec2::254'],
  ['forbidden', 'fd20:ce::254'],
])('%s: %s', (kind, address) => {
  expect(addressKind(address)).toBe(kind);
});

test.each<[string, (hex: string, dotted: string) => string]>([
  ['IPv4-mapped', (_, dotted) => `::ffff:${dotted}`],
  ['IPv4-mapped, in hexadecimal', (hex) => `::ffff:${hex}`],
  ['IPv4-mapped, written out', (hex) => `0:0:0:0:0:FFFF:${hex}`],
  ['IPv4-compatible', (_, dotted) => `::${dotted}`],
  ['IPv4-translated', (_, dotted) => `::ffff:0:${dotted}`],
  ['NAT64', (_, dotted) => `64:ff9b::${dotted}`],
  ['6to4', (hex) => `2002:${hex}::1`],
  ['Teredo, as the server', (hex) => `2001:0:${hex}:0:0:f7f7:f7f7`],
  ['Teredo, as the client', (hex) => `2001:0:808:808:0:0:${inverted(hex)}`],
  ['ISATAP', (_, dotted) => `2001:db8::5efe:${dotted}`],
  ['ISATAP of a public address', (_, dotted) => `2001:db8::200:5efe:${dotted}`],
])('an IPv4 address that an IPv6 one carries counts: %s', (_form, write) => {
  expect(addressKind(write('808:808', '8.8.8.8'))).toBe('outside');
  expect(addressKind(write('7f00:1', '127.0.0.1'))).toBe('inside');
  expect(addressKind(write('a00:1', '10.0.0.1'))).toBe('inside');
  expect(addressKind(write('a9fe:a9fe', '169.254.169.254'))).toBe('forbidden');
});

function inverted(hex: string): string {
  return hex
    .split(':')
    .map((group) => (Number.parseInt(group, 16) ^ 0xffff).toString(16))
    .join(':');
}

test.each([
  'http://2130706433/',
  'http://0x7f000001/',
  'http://017700000001/',
  'http://0x7f.1/',
  'http://127.1/',
  'http://0177.0.0.1/',
  'http://127.0.0.1./',
  'http://①②⑦.⓪.⓪.①/',
])('however %s writes it, its host is read as the loopback address that it is', (url) => {
  expect(addressKind(new URL(url).hostname)).toBe('inside');
});

test.each(['', 'localhost', '1.2.3', '0x7f000001', '::g'])('%j is no address, and not dialled', (text) => {
  expect(addressKind(text)).toBe('forbidden');
});
