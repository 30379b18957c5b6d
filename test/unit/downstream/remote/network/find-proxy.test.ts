import { expect, test } from 'vitest';
import { findProxy } from '../../../../../src/downstream/remote/network/find-proxy.ts';

function proxyOf(url: string, env: Record<string, string>, configured?: string): string | undefined {
  return findProxy(new URL(url), { configured, env })?.host;
}

const ALL = { HTTP_PROXY: 'http://plain:1', HTTPS_PROXY: 'http://tls:2' };

test('the environment names a proxy for each scheme, in either spelling, and one for the rest', () => {
  expect(proxyOf('http://a.com/', ALL)).toBe('plain:1');
  expect(proxyOf('ws://a.com/', ALL)).toBe('plain:1');
  expect(proxyOf('https://a.com/', ALL)).toBe('tls:2');
  expect(proxyOf('wss://a.com/', ALL)).toBe('tls:2');
  expect(proxyOf('https://a.com/', { https_proxy: 'lower:3', ...ALL })).toBe('lower:3');
  expect(proxyOf('https://a.com/', { all_proxy: 'http://rest:4' })).toBe('rest:4');
  expect(proxyOf('https://a.com/', { ...ALL, https_proxy: '' })).toBe('tls:2');
  expect(proxyOf('https://a.com/', {})).toBeUndefined();
});

test('what is configured for a server counts before the environment', () => {
  expect(proxyOf('https://a.com/', ALL, 'http://own:5')).toBe('own:5');
  expect(proxyOf('https://a.com/', ALL, 'none')).toBeUndefined();
  expect(proxyOf('http://localhost/', ALL, 'http://own:5')).toBe('own:5');
});

test.each([
  'http://localhost/',
  'http://a.localhost/',
  'http://127.0.0.1/',
  'http://127.9.9.9/',
  'http://[::1]/',
])('a server on this machine is reached without the proxy of the environment: %s', (url) => {
  expect(proxyOf(url, ALL)).toBeUndefined();
});

test.each<[string, string, boolean]>([
  ['*', 'https://a.com/', true],
  ['a.com', 'https://a.com/', true],
  ['a.com', 'https://b.a.com/', true],
  ['a.com', 'https://ba.com/', false],
  ['.a.com', 'https://b.a.com/', true],
  ['*.a.com', 'https://b.a.com/', true],
  ['A.COM', 'https://a.com/', true],
  ['a.com', 'https://a.com./', true],
  ['a.com:443', 'https://a.com/', true],
  ['a.com:8443', 'https://a.com/', false],
  ['x, a.com y', 'https://a.com/', true],
  ['10.0.0.0/8', 'http://10.1.2.3/', true],
  ['10.0.0.0/8', 'http://11.1.2.3/', false],
  ['10.1.2.3', 'http://10.1.2.3/', true],
  ['10.1.2.3:80', 'http://10.1.2.3/', true],
  ['fd00::/8', 'http://[fd12::1]/', true],
  ['[fd12::1]:80', 'http://[fd12::1]/', true],
  ['10.0.0.0/99', 'http://10.1.2.3/', false],
  ['', 'https://a.com/', false],
])('NO_PROXY=%j exempts %s: %s', (list, url, isExempt) => {
  expect(proxyOf(url, { ...ALL, NO_PROXY: list }) === undefined).toBe(isExempt);
});

test('a proxy of a kind that cannot be used is an error, rather than no proxy', () => {
  expect(() => proxyOf('https://a.com/', { ALL_PROXY: 'socks5://s:1080' })).toThrow(
    'ALL_PROXY names a proxy of the kind socks5:',
  );
  expect(() => proxyOf('https://a.com/', { HTTPS_PROXY: 'http://' })).toThrow('https_proxy'.toUpperCase());
});
