import { afterAll, beforeAll, expect, test } from 'vitest';
import { HttpGateway } from '../../helpers/http.ts';
import { type Exchange, legacyAnswer, RemoteServer } from '../../helpers/remote-server.ts';
import { openSandbox, type Sandbox } from '../../helpers/sandbox.ts';

/** A server over HTTP that is gone after any byte of its answer. */
const AT_ONCE = 10;
const RESULT = { content: [{ type: 'text', text: 'the whole answer' }] };

let sandbox: Sandbox;
let remote: RemoteServer;
let gateway: HttpGateway;

/** The answer to a call as it is on the wire. */
function bytesOf(id: unknown, isStream: boolean): Buffer {
  const message = JSON.stringify({ jsonrpc: '2.0', id, result: RESULT });
  const body = isStream ? `event: message\ndata: ${message}\n\n` : message;
  const type = isStream ? 'text/event-stream' : 'application/json';
  return Buffer.from(
    `HTTP/1.1 200 OK\r\nContent-Type: ${type}\r\nContent-Length: ${body.length}\r\nConnection: close\r\n\r\n${body}`,
  );
}

/** Says as much of its answer as it is asked to, in the form that it is asked for. */
function answer(exchange: Exchange) {
  const { message, response } = exchange;
  if (message.method !== 'tools/call') return legacyAnswer(exchange);
  const { arguments: args } = message.params ?? {};
  const { length, isStream } = args as { length: number; isStream: boolean };
  const { socket } = response;
  socket?.write(bytesOf(message.id, isStream).subarray(0, length), () => socket.destroy());
  return undefined;
}

beforeAll(async () => {
  sandbox = openSandbox();
  remote = await RemoteServer.start({ answer });
  gateway = await HttpGateway.start(sandbox, { servers: { remote: { url: remote.url, era: 'legacy' } } });
});
afterAll(async () => {
  await gateway.close();
  remote.close();
  await sandbox.close();
});

async function call(length: number, isStream: boolean): Promise<string> {
  const params = { name: 'remote__echo', arguments: { length, isStream } };
  return JSON.stringify((await gateway.modern('tools/call', params)).message);
}

test.each([
  ['as JSON', false],
  ['in a stream', true],
])(
  'a call whose answer %s was cut off anywhere may have run, is sent once, and the next one is served',
  async (_how, isStream) => {
    // Ids have several digits by then, so what is whole for the longest is whole for all.
    const whole = bytesOf(99_999, isStream).length;
    expect(await call(whole, isStream)).toContain('the whole answer');
    // The last byte of a stream ends the line that ends the event; what is cut before is no event.
    const lengths = Array.from({ length: bytesOf(0, isStream).length - 1 }, (_, length) => length);
    remote.requests.length = 0;
    for (let from = 0; from < lengths.length; from += AT_ONCE) {
      const cut = lengths.slice(from, from + AT_ONCE);
      const answers = await Promise.all(cut.map((length) => call(length, isStream)));
      for (const [index, text] of answers.entries())
        expect(text, `${cut[index]} bytes`).toContain('may have run');
    }
    expect(remote.count('tools/call')).toBe(lengths.length);
    expect(await call(whole, isStream)).toContain('the whole answer');
  },
);
