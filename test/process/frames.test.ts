import { afterAll, beforeAll, expect, test } from 'vitest';
import { type RawHost, startHost } from '../helpers/host.ts';
import { openSandbox, type Sandbox } from '../helpers/sandbox.ts';

const OPTIONS = { fixtures: ['echo'], settings: { exposure: 'full' } };
let sandbox: Sandbox;
let host: RawHost;

// One process for all: that it lives after each is half of what is to be shown.
beforeAll(async () => {
  sandbox = openSandbox();
  host = startHost(sandbox, OPTIONS);
  await host.initialize();
});
afterAll(async () => {
  await host.close();
  await sandbox.close();
});

const deep = `{"jsonrpc":"2.0","id":"bad","method":"tools/call","params":{"name":"echo__echo","arguments":${'['.repeat(100_000)}${']'.repeat(100_000)}}}`;

test.each<[string, string | Buffer, number]>([
  ['truncated JSON', '{"jsonrpc":"2.0","id":"bad",', -32700],
  ['invalid UTF-8', Buffer.from([0x7b, 0x22, 0xff, 0xfe, 0x22, 0x7d]), -32700],
  ['a byte order mark', '\uFEFF{"jsonrpc":"2.0","id":"bad","method":"ping"}', -32700],
  ['a NUL', '{"jsonrpc":"2.0","id":"bad","method":"pi\0ng"}', -32700],
  ['a batch', '[{"jsonrpc":"2.0","id":"bad","method":"ping"}]', -32600],
  ['a number', '42', -32600],
  ['another version of JSON-RPC', '{"jsonrpc":"1.0","id":"bad","method":"ping"}', -32600],
  ['an id of null', '{"jsonrpc":"2.0","id":null,"method":"ping"}', -32600],
  ['an id that no double holds', '{"jsonrpc":"2.0","id":9007199254740993,"method":"ping"}', -32600],
  ['an id beyond all numbers', '{"jsonrpc":"2.0","id":1e400,"method":"ping"}', -32600],
  ['a method in capitals', '{"jsonrpc":"2.0","id":"bad","Method":"ping","method":"ping"}', -32600],
  [
    'a name in two cases',
    '{"jsonrpc":"2.0","id":"bad","method":"tools/call","params":{"name":"echo__echo","Name":"echo__fail"}}',
    -32600,
  ],
  ['a key with a long s', '{"jsonrpc":"2.0","id":"bad","method":"ping","param\u017f":{}}', -32600],
  ['nesting without end', deep, -32600],
  ['params that are no object', '{"jsonrpc":"2.0","id":"bad","method":"ping","params":[]}', -32600],
  ['an unknown method', '{"jsonrpc":"2.0","id":"bad","method":"tools/destroy"}', -32601],
  [
    'a second initialize',
    '{"jsonrpc":"2.0","id":"bad","method":"initialize","params":{"protocolVersion":"2025-11-25","capabilities":{}}}',
    -32600,
  ],
  ['a foreign cursor', '{"jsonrpc":"2.0","id":"bad","method":"tools/list","params":{"cursor":""}}', -32602],
  ['a tool without a name', '{"jsonrpc":"2.0","id":"bad","method":"tools/call","params":{}}', -32602],
  [
    'arguments that are a list',
    '{"jsonrpc":"2.0","id":"bad","method":"tools/call","params":{"name":"echo__echo","arguments":[1]}}',
    -32602,
  ],
  [
    'an unknown tool',
    '{"jsonrpc":"2.0","id":"bad","method":"tools/call","params":{"name":"echo__ehco"}}',
    -32602,
  ],
  [
    'an unknown modern version',
    '{"jsonrpc":"2.0","id":"bad","method":"tools/list","params":{"_meta":{"io.modelcontextprotocol/protocolVersion":"1900-01-01","io.modelcontextprotocol/clientCapabilities":{}}}}',
    -32022,
  ],
  [
    'a modern request without capabilities',
    '{"jsonrpc":"2.0","id":"bad","method":"tools/list","params":{"_meta":{"io.modelcontextprotocol/protocolVersion":"2026-07-28"}}}',
    -32602,
  ],
  [
    'a method that 2026-07-28 removed',
    '{"jsonrpc":"2.0","id":"bad","method":"ping","params":{"_meta":{"io.modelcontextprotocol/protocolVersion":"2026-07-28","io.modelcontextprotocol/clientCapabilities":{}}}}',
    -32601,
  ],
])('%s is answered with a clear error, and the process lives', async (_, frame, code) => {
  host.received.length = 0;
  host.send(frame);
  host.send('\n');
  const answer = await host.next(({ error }) => error !== undefined);
  expect(answer.error).toMatchObject({ code, message: expect.stringMatching(/\w+ \w+/) });
  expect(await host.request('ping')).toMatchObject({ result: {} });
});

test('of two equal keys the last counts, for the check and for the server alike', async () => {
  host.send(
    '{"jsonrpc":"2.0","id":"dup","method":"tools/call","params":{"name":"echo__fail","name":"echo__echo","arguments":{"message":"a","message":"b"}}}\n',
  );
  const answer = await host.next(({ id }) => id === 'dup');
  expect(answer.result).toEqual({ content: [{ type: 'text', text: 'b' }] });
});

test.each(['', 'x'.repeat(10_000), 0, -1, '__proto__'])('the id %j comes back as it was', async (id) => {
  expect(await host.request('ping', {}, id)).toMatchObject({ id, result: {} });
});

test('keys named like parts of a prototype are data', async () => {
  host.send(
    '{"jsonrpc":"2.0","id":"proto","method":"tools/call","params":{"name":"echo__echo","arguments":{"message":"ok","__proto__":{"polluted":true},"constructor":1}}}\n',
  );
  const answer = await host.next(({ id }) => id === 'proto');
  expect(answer.result).toEqual({ content: [{ type: 'text', text: 'ok' }] });
});

test('an id used again while its request runs is refused, and the first is still answered', async () => {
  host.received.length = 0;
  const first = { name: 'echo__sleep', arguments: { ms: 200 } };
  host.send({ jsonrpc: '2.0', id: 'twice', method: 'tools/call', params: first });
  host.send({ jsonrpc: '2.0', id: 'twice', method: 'tools/call', params: first });
  await host.next(({ id, result }) => id === 'twice' && result !== undefined);
  const answers = host.received.filter(({ id }) => id === 'twice');
  expect(answers).toHaveLength(2);
  expect(answers[0]?.error).toMatchObject({ code: -32600 });
});

test('a request may be cut anywhere between two writes', async () => {
  const frame =
    '{"jsonrpc":"2.0","id":"cut","method":"tools/call","params":{"name":"echo__echo","arguments":{"message":"ünï"}}}\n';
  const bytes = Buffer.from(frame);
  for (let at = 0; at < bytes.length; at++) {
    host.send(bytes.subarray(at, at + 1));
    if (at % 16 === 0) await new Promise((resolve) => setImmediate(resolve));
  }
  const answer = await host.next(({ id }) => id === 'cut');
  expect(answer.result).toEqual({ content: [{ type: 'text', text: 'ünï' }] });
});

test('a request before initialize is refused with what to do, a probe is answered', async () => {
  const other = startHost(sandbox, OPTIONS);
  expect((await other.request('tools/list')).error).toMatchObject({
    code: -32600,
    message: expect.stringContaining('initialize'),
  });
  expect(await other.request('ping')).toMatchObject({ result: {} });
  await other.initialize();
  expect((await other.request('tools/list')).result).toBeDefined();
  await other.close();
});
