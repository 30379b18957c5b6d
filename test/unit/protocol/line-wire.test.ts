import { PassThrough, Writable } from 'node:stream';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Message } from '../../../src/protocol/json-rpc.ts';
import { LineWire } from '../../../src/protocol/line-wire.ts';
import type { InvalidFrame } from '../../../src/protocol/wire.ts';

const limits = { maxMessageBytes: 1000, maxDepth: 50 };
const nextTurn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

interface OpenWire {
  input: PassThrough;
  wire: LineWire;
  messages: Message[];
  invalid: InvalidFrame[];
  closes: (Error | undefined)[];
}

function openWire(output: Writable = new PassThrough(), options: { maxQueuedBytes?: number } = {}): OpenWire {
  const input = new PassThrough();
  const wire = new LineWire({ input, output, limits, ...options });
  const opened: OpenWire = { input, wire, messages: [], invalid: [], closes: [] };
  wire.onMessage = (message) => opened.messages.push(message);
  wire.onInvalid = (frame) => opened.invalid.push(frame);
  wire.onClose = (reason) => opened.closes.push(reason);
  return opened;
}

const note = (method: string): Message => ({ jsonrpc: '2.0', method });

/** Every write that the stream was given, as text. */
class Recorder extends Writable {
  readonly writes: string[] = [];
  override _write(chunk: Buffer, _encoding: string, done: () => void): void {
    this.writes.push(chunk.toString());
    done();
  }
}

describe('reading', () => {
  test('any chunking of a stream gives the same messages', async () => {
    const lines = fc.array(
      fc.oneof(
        fc
          .string({ unit: 'binary' })
          .map((text) => JSON.stringify({ jsonrpc: '2.0', method: text.toWellFormed() })),
        fc.constantFrom('', '\r', 'junk', '{"level":30}', '[]', `"${'x'.repeat(1200)}"`),
      ),
    );
    await fc.assert(
      fc.asyncProperty(
        lines,
        fc.constantFrom('\n', '\r\n'),
        fc.array(fc.nat(80)),
        async (content, newline, cuts) => {
          const bytes = Buffer.from(content.map((line) => line + newline).join(''));
          const whole = openWire();
          whole.input.end(bytes);
          const cut = openWire();
          let start = 0;
          for (const length of cuts) {
            cut.input.write(bytes.subarray(start, start + length));
            start += length;
          }
          cut.input.end(bytes.subarray(start));
          await nextTurn();
          await nextTurn();
          const sent = content.filter((line) => line.includes('"method"'));
          expect(whole.messages.map((message) => JSON.stringify(message))).toEqual(sent);
          expect(cut.messages).toEqual(whole.messages);
          expect(cut.invalid.map(({ error }) => error)).toEqual(whole.invalid.map(({ error }) => error));
          expect(cut.closes).toHaveLength(1);
        },
      ),
    );
  });

  test('blank lines are nothing at all', async () => {
    const { input, messages, invalid } = openWire();
    input.write('\n\r\n   \n\n{"jsonrpc":"2.0","method":"a"}\r\n\n');
    await nextTurn();
    expect(messages).toEqual([note('a')]);
    expect(invalid).toEqual([]);
  });

  test('a line that is too long is skipped and reported, and the next one is read', async () => {
    const { input, messages, invalid, closes } = openWire();
    for (let i = 0; i < 100; i++) input.write('x'.repeat(100));
    input.write('\n{"jsonrpc":"2.0","method":"a"}\n');
    await nextTurn();
    expect(invalid).toHaveLength(1);
    expect(invalid[0]?.error.message).toContain('longer than 1000 bytes');
    expect(messages).toEqual([note('a')]);
    expect(closes).toEqual([]);
  });

  test.each<[string, string, { id: unknown; answers: unknown }]>([
    ['{"jsonrpc":"2.0","id":7,"result":{"text":"', '"}}', { id: null, answers: 7 }],
    ['{"result":{"text":"', '"},"jsonrpc":"2.0","id":"a"}', { id: null, answers: 'a' }],
    ['{"jsonrpc":"2.0","id":7,"method":"m","params":{"text":"', '"}}', { id: 7, answers: undefined }],
    ['{"method":"m","params":{"text":"', '"},"jsonrpc":"2.0","id":7}', { id: 7, answers: undefined }],
    ['{"text":"', '","id":7}', { id: null, answers: undefined }],
    ['{"result":{"text":"', '"}}', { id: null, answers: undefined }],
    ['{"result":{"text":"', ',\\"id\\":7}"}}', { id: null, answers: undefined }],
  ])('whom a line that is too long concerns is read at its ends: %s … %s', async (head, tail, expected) => {
    const { input, invalid } = openWire();
    input.write(head);
    for (let i = 0; i < 100; i++) input.write('x'.repeat(100));
    // The end comes in pieces too.
    for (const piece of [tail.slice(0, -5), tail.slice(-5), '\n']) input.write(piece);
    await nextTurn();
    expect(invalid).toEqual([expect.objectContaining(expected)]);
  });

  test('one line of invalid UTF-8 does not spoil its neighbours', async () => {
    const { input, messages, invalid } = openWire();
    const good = '{"jsonrpc":"2.0","method":"ü€😀"}\n';
    input.write(Buffer.concat([Buffer.from(good), Buffer.from([0xff, 0x0a]), Buffer.from(good)]));
    await nextTurn();
    expect(messages).toEqual([note('ü€😀'), note('ü€😀')]);
    expect(invalid.map(({ error }) => error.code)).toEqual([-32700]);
  });

  test('a last line without newline counts', async () => {
    const { input, messages, closes } = openWire();
    input.end('{"jsonrpc":"2.0","method":"a"}');
    await nextTurn();
    expect(messages).toEqual([note('a')]);
    expect(closes[0]?.message).toContain('closed the connection');
  });

  test('nothing is delivered after the reader closes, not even the rest of the chunk', async () => {
    const { input, wire, messages, closes } = openWire();
    wire.onMessage = (message) => {
      messages.push(message);
      void wire.close();
    };
    input.write('{"jsonrpc":"2.0","method":"a"}\n{"jsonrpc":"2.0","method":"b"}\n');
    await nextTurn();
    expect(messages).toEqual([note('a')]);
    expect(closes).toEqual([undefined]);
  });
});

describe('writing', () => {
  test('messages of one turn leave in one write, in order', async () => {
    const output = new Recorder();
    const { wire } = openWire(output);
    wire.send(note('a'));
    await Promise.resolve().then(() => wire.send(note('b')));
    wire.send(note('c'));
    await nextTurn();
    wire.send(note('d'));
    await nextTurn();
    const line = (method: string): string => `{"jsonrpc":"2.0","method":"${method}"}\n`;
    expect(output.writes.join('')).toBe(['a', 'b', 'c', 'd'].map(line).join(''));
    expect(output.writes.at(-1)).toBe(line('d'));
    expect(output.writes.length).toBeLessThanOrEqual(3);
  });

  test('what was sent before close still leaves, what is sent after it does not', async () => {
    const output = new Recorder();
    const { wire } = openWire(output);
    wire.send(note('a'));
    const closed = wire.close();
    wire.send(note('b'));
    await closed;
    expect(output.writes.join('')).toBe('{"jsonrpc":"2.0","method":"a"}\n');
  });

  test('a reader that stalls is given up once too much is queued', async () => {
    const stalled = new Writable({ write: () => {} });
    const { wire, closes } = openWire(stalled, { maxQueuedBytes: 500 });
    for (let turn = 0; turn < 30; turn++) {
      wire.send(note('x'.repeat(50)));
      await nextTurn();
    }
    expect(closes).toHaveLength(1);
    expect(closes[0]?.message).toContain('does not read');
  });

  test('one message larger than the queue is no stall', async () => {
    const { wire, closes } = openWire(new Writable({ write: () => {} }), { maxQueuedBytes: 500 });
    wire.send(note('x'.repeat(5000)));
    await nextTurn();
    expect(closes).toEqual([]);
  });
});

describe('closing', () => {
  test('a broken pipe is quiet, and what had been written before it broke is still read', async () => {
    const output = new Writable({ write: (_chunk, _encoding, done) => done(new Error('write EPIPE')) });
    const { input, wire, messages, closes } = openWire(output);
    wire.send(note('a'));
    await nextTurn();
    input.end('{"jsonrpc":"2.0","method":"last words"}\n');
    await nextTurn();
    expect(messages).toEqual([note('last words')]);
    expect(closes).toHaveLength(1);
  });

  test('an error of the input closes once, with the reason', async () => {
    const { input, closes } = openWire();
    input.destroy(new Error('read ECONNRESET'));
    await nextTurn();
    expect(closes.map((reason) => reason?.message)).toEqual(['read ECONNRESET']);
  });

  test('close is final and may be repeated', async () => {
    const { wire, closes } = openWire();
    await Promise.all([wire.close(), wire.close()]);
    await wire.close();
    expect(closes).toEqual([undefined]);
  });
});
