import { request } from 'node:http';
import { request as requestTls } from 'node:https';
import { expect, onTestFinished, test } from 'vitest';
import { Dialler } from '../../../../../src/downstream/remote/network/dialler.ts';

/** A dialler for which every name is at this address, and `outside.test` was at a public one before. */
function diallerTo(address: string): Dialler {
  const dialler = new Dialler({
    proxy: 'none',
    network: {
      env: {},
      seenOutside: new Set(['outside.test']),
      lookup: (_hostname, _options, onFound) =>
        queueMicrotask(() => onFound(null, [{ address, family: address.includes(':') ? 6 : 4 }])),
    },
  });
  onTestFinished(() => dialler.close());
  return dialler;
}

test.each([
  ['http://server.test/', '169.254.169.254', 'where no MCP server is'],
  ['https://server.test/', 'fe80::1', 'where no MCP server is'],
  ['http://outside.test/', '127.0.0.1', 'at a public address before'],
])('what a name is at is judged as it is dialled: %s at %s', async (text, address, reason) => {
  const url = new URL(text);
  const { agent } = diallerTo(address).routeTo(url);
  const send = url.protocol === 'https:' ? requestTls : request;
  const error = await new Promise<Error>((resolve) => send(url, { agent }).on('error', resolve));
  expect(error.message).toContain(reason);
});

test.each(['http://169.254.169.254/', 'https://[fe80::1]/', 'ws://2852039166/', 'wss://[::ffff:a9fe:a9fe]/'])(
  'an address is judged as it is written: %s',
  (url) => {
    expect(() => diallerTo('127.0.0.1').routeTo(new URL(url))).toThrow('is not dialled');
  },
);
