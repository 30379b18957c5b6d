import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseMessage, RefusedFrame } from '../../../src/protocol/parse.ts';

const limits = { maxMessageBytes: 100_000, maxDepth: 20 };

function refusalOf(frame: string | Buffer): RefusedFrame {
  const parsed = parseMessage(frame, limits);
  if (!(parsed instanceof RefusedFrame)) throw new Error(`accepted: ${JSON.stringify(parsed)}`);
  return parsed;
}
const codeOf = (frame: string | Buffer): number => refusalOf(frame).error.code;
const request = (rest: string): string => `{"jsonrpc":"2.0","id":1,"method":"tools/call"${rest}}`;

describe('what is accepted', () => {
  test.each([
    ['a request', '{"jsonrpc":"2.0","id":1,"method":"ping"}'],
    ['a request with a string id', '{"jsonrpc":"2.0","id":"","method":"ping","params":{}}'],
    ['a huge string id', `{"jsonrpc":"2.0","id":"${'x'.repeat(10_000)}","method":"ping"}`],
    ['a notification', '{"jsonrpc":"2.0","method":"notifications/initialized"}'],
    ['a result', '{"jsonrpc":"2.0","id":0,"result":{}}'],
    ['an error', '{"jsonrpc":"2.0","id":-1,"error":{"code":-32601,"message":"no","data":[1]}}'],
    [
      'an error about an unreadable request',
      '{"jsonrpc":"2.0","id":null,"error":{"code":-32700,"message":""}}',
    ],
    ['an error without id', '{"jsonrpc":"2.0","error":{"code":-32700,"message":""}}'],
    ['unknown fields', '{"jsonrpc":"2.0","id":1,"method":"x","vendor":{"A":1},"params":{"Other":1}}'],
    [
      'case variants of protocol keys in what a tool is given',
      request(',"params":{"arguments":{"Name":1,"ID":2}}'),
    ],
    ['case variants of protocol keys in a result', '{"jsonrpc":"2.0","id":1,"result":{"Method":1,"URI":2}}'],
  ])('%s passes as the very tree that was parsed', (_, frame) => {
    expect(parseMessage(frame, limits)).toEqual(JSON.parse(frame));
    expect(parseMessage(Buffer.from(frame), limits)).toEqual(JSON.parse(frame));
  });

  test('1.0 is the id 1', () => {
    expect(parseMessage('{"jsonrpc":"2.0","id":1.0,"method":"ping"}', limits)).toMatchObject({ id: 1 });
  });

  test('of a duplicate key the last one counts, in what is judged and in what is forwarded', () => {
    const parsed = parseMessage(
      '{"jsonrpc":"2.0","id":1,"method":"tools/call","method":"tools/list"}',
      limits,
    );
    expect(JSON.stringify(parsed)).toBe('{"jsonrpc":"2.0","id":1,"method":"tools/list"}');
  });

  test('__proto__ and constructor are plain data and change no prototype', () => {
    const frame = request(
      ',"params":{"name":"x","arguments":{"__proto__":{"isAdmin":true},"constructor":{"a":1}}}',
    );
    const parsed = parseMessage(frame, limits);
    expect(JSON.stringify(parsed)).toBe(frame);
    expect(({} as { isAdmin?: boolean }).isAdmin).toBeUndefined();
    const { params } = parsed as unknown as { params: { arguments: object } };
    expect(Object.getPrototypeOf(params.arguments)).toBe(Object.prototype);
  });

  test('any JSON object survives as arguments', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.jsonValue({ maxDepth: 5 })), (args) => {
        const frame = request(`,"params":{"name":"x","arguments":${JSON.stringify(args)}}`);
        expect(JSON.stringify(parseMessage(frame, limits))).toBe(JSON.stringify(JSON.parse(frame)));
      }),
    );
  });
});

describe('what is no JSON', () => {
  test.each([
    ['truncated JSON', '{"jsonrpc":"2.0","id":1,"meth'],
    ['plain text', 'Server listening on stdio'],
    ['a byte order mark', `\uFEFF${request('')}`],
    ['a NUL', `${request('')}\0`],
    ['a raw control character in a string', '{"jsonrpc":"2.0","id":1,"method":"a\u0001"}'],
    ['a comment', '{"jsonrpc":"2.0" /* hi */,"id":1,"method":"ping"}'],
    ['NaN', '{"jsonrpc":"2.0","id":NaN,"method":"ping"}'],
    ['invalid UTF-8', Buffer.from('{"jsonrpc":"2.0","id":1,"method":"\xff"}', 'latin1')],
    ['an overlong UTF-8 form', Buffer.from('{"jsonrpc":"2.0","id":1,"method":"\xc0\xaf"}', 'latin1')],
  ])('%s is a parse error', (_, frame) => {
    expect(codeOf(frame)).toBe(-32700);
  });
});

describe('what is no MCP message', () => {
  test.each([
    ['a number', '1'],
    ['null', 'null'],
    ['a batch', `[${request('')}]`],
    ['an empty batch', '[]'],
    ['JSON of another kind', '{"level":30,"msg":"started"}'],
    ['a missing version', '{"id":1,"method":"ping"}'],
    ['another version', '{"jsonrpc":"1.0","id":1,"method":"ping"}'],
    ['a version that is a number', '{"jsonrpc":2.0,"id":1,"method":"ping"}'],
    ['a null id', '{"jsonrpc":"2.0","id":null,"method":"ping"}'],
    ['an id that is a boolean', '{"jsonrpc":"2.0","id":true,"method":"ping"}'],
    ['an id that is an object', '{"jsonrpc":"2.0","id":{},"method":"ping"}'],
    ['an id beyond every number', '{"jsonrpc":"2.0","id":1e400,"method":"ping"}'],
    ['an id that a double cannot hold', '{"jsonrpc":"2.0","id":9007199254740993,"method":"ping"}'],
    ['a fractional id', '{"jsonrpc":"2.0","id":1.5,"method":"ping"}'],
    ['a method that is no string', '{"jsonrpc":"2.0","id":1,"method":1}'],
    ['params as an array', request(',"params":[]')],
    ['params as null', request(',"params":null')],
    ['a request that is also a response', request(',"result":{}')],
    ['neither method nor result nor error', '{"jsonrpc":"2.0","id":1}'],
    ['result and error together', '{"jsonrpc":"2.0","id":1,"result":{},"error":{"code":1,"message":""}}'],
    ['a result that is no object', '{"jsonrpc":"2.0","id":1,"result":"ok"}'],
    ['a result without id', '{"jsonrpc":"2.0","result":{}}'],
    ['an error with a null body', '{"jsonrpc":"2.0","id":1,"error":null}'],
    ['an error without code', '{"jsonrpc":"2.0","id":1,"error":{"message":""}}'],
    ['an error without message', '{"jsonrpc":"2.0","id":1,"error":{"code":1}}'],
  ])('%s is an invalid request', (_, frame) => {
    expect(codeOf(frame)).toBe(-32600);
  });

  test.each(['Method', 'METHOD', 'ID', 'jsonRPC', 'Params', 'paramſ', 'Result', 'reſult', 'ERROR'])(
    'the disguised envelope key %s is refused',
    (key) => {
      expect(codeOf(request(`,"${key}":"x"`))).toBe(-32600);
    },
  );

  test.each([
    'Name',
    'ARGUMENTS',
    'argumentſ',
    'Uri',
    '_Meta',
    'CURSOR',
    'taſk',
    'tas\u212A',
    'RequestState',
    'inputresponses',
  ])('the disguised key %s in params is refused, and named', (key) => {
    const { error, id } = refusalOf(request(`,"params":{"name":"x","${key}":"y"}`));
    expect(error.code).toBe(-32600);
    expect(error.message).toContain(key);
    expect(id).toBe(1);
  });
});

describe('limits', () => {
  test('a frame of more bytes than allowed is refused, whichever way it is counted', () => {
    const wide = request(`,"params":{"x":"${'€'.repeat(40_000)}"}`);
    expect(wide.length).toBeLessThan(limits.maxMessageBytes);
    expect(codeOf(wide)).toBe(-32600);
    expect(codeOf(Buffer.from(wide))).toBe(-32600);
  });

  test('a hundred thousand nested arrays are refused without exhausting the stack', () => {
    const deep = { ...limits, maxMessageBytes: 1_000_000 };
    const frame = request(`,"params":{"x":${'['.repeat(100_000)}${']'.repeat(100_000)}}`);
    const parsed = parseMessage(frame, deep);
    expect(parsed).toBeInstanceOf(RefusedFrame);
    expect((parsed as RefusedFrame).error.message).toContain('deeper than 20 levels');
  });

  test('the deepest allowed tree passes, one level more does not', () => {
    const nested = (levels: number): string =>
      request(`,"params":${'{"a":'.repeat(levels)}{}${'}'.repeat(levels)}`);
    // The message itself is the first level, the innermost object the last.
    expect(parseMessage(nested(18), limits)).not.toBeInstanceOf(RefusedFrame);
    expect(codeOf(nested(19))).toBe(-32600);
  });

  test('hundreds of thousands of keys are only data', () => {
    const keys = Array.from({ length: 200_000 }, (_, index) => `"k${index}":0`).join();
    const parsed = parseMessage(request(`,"params":{${keys}}`), { ...limits, maxMessageBytes: 100_000_000 });
    expect(parsed).not.toBeInstanceOf(RefusedFrame);
  });
});

describe('whom a refusal concerns', () => {
  test('a bad request is answered by its id', () => {
    expect(refusalOf('{"jsonrpc":"2.0","id":"a","method":1}')).toMatchObject({ id: 'a', answers: undefined });
  });

  test('a bad response names the request that it answers, and is never answered itself', () => {
    expect(refusalOf('{"jsonrpc":"2.0","id":7,"result":"ok"}')).toMatchObject({ id: null, answers: 7 });
  });

  test('JSON that is no JSON-RPC answers nothing, whatever its id', () => {
    expect(refusalOf('{"level":30,"id":7,"msg":"started"}')).toMatchObject({ id: null, answers: undefined });
  });

  test('the excerpt is the beginning of the frame', () => {
    expect(refusalOf(`junk ${'x'.repeat(1000)}`).excerpt).toBe(`junk ${'x'.repeat(195)}`);
  });
});
