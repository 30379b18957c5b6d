import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { JsonObject } from '../../../src/protocol/json-rpc.ts';
import { fixtureEntry } from '../../helpers/fixture-servers.ts';
import { type RawHost, startHost } from '../../helpers/host.ts';
import { HttpGateway, MODERN_META } from '../../helpers/http.ts';
import { openSandbox, type Sandbox } from '../../helpers/sandbox.ts';

/** What a server writes in one breath, progress, log messages and the result, arrives in that order, and all of it. */
const ERAS = ['legacy', 'modern'] as const;
type Era = (typeof ERAS)[number];
/** Calls `speak` of a server under this id and progress token, and gives what came: for it, and log messages. */
type Speak = (server: Era, token: string) => Promise<readonly JsonObject[]>;

const CALLS = 1_000;
const AT_ONCE = 50;
/** Nothing here hangs on speed, and a busy machine takes its time. */
const PATIENT = { timeout: 180_000 };

let sandbox: Sandbox;
let host: RawHost;
let modernHost: RawHost;
let gateway: HttpGateway;
let session: Record<string, string>;

beforeAll(async () => {
  sandbox = openSandbox();
  const servers = Object.fromEntries(ERAS.map((era) => [era, fixtureEntry('speaks-in-order', era)]));
  const options = { servers, settings: { exposure: 'full' } };
  host = startHost(sandbox, options);
  modernHost = startHost(sandbox, options);
  gateway = await HttpGateway.start(sandbox, options);
  await host.initialize();
  await host.request('logging/setLevel', { level: 'debug' });
  const clientInfo = { name: 'test', version: '1' };
  const hello = { protocolVersion: '2025-11-25', capabilities: {}, clientInfo };
  const { headers } = await gateway.post({ jsonrpc: '2.0', id: 0, method: 'initialize', params: hello });
  session = { 'mcp-session-id': String(headers['mcp-session-id']) };
  const level = { jsonrpc: '2.0', id: 1, method: 'logging/setLevel', params: { level: 'debug' } };
  await gateway.post(level, session);
});
afterAll(async () => {
  await Promise.all([host.close(), modernHost.close(), gateway.close()]);
  await sandbox.close();
});

function paramsOf(hostEra: Era, server: Era, progressToken: string): JsonObject {
  const envelope = { ...MODERN_META, 'io.modelcontextprotocol/logLevel': 'debug' };
  const _meta = { ...(hostEra === 'modern' && envelope), progressToken };
  return { name: `${server}__speak`, arguments: {}, _meta };
}

const overStdio =
  (hostEra: Era): Speak =>
  async (server, token) => {
    const from = hostEra === 'legacy' ? host : modernHost;
    await from.request('tools/call', paramsOf(hostEra, server, token), token);
    const isFor = ({ id, method, params }: JsonObject): boolean =>
      id === token || method === 'notifications/message' || (params as JsonObject)?.progressToken === token;
    return from.received.filter(isFor);
  };

/** Connections are kept: to open one for each call would be most of the work. */
const overHttp =
  (hostEra: Era): Speak =>
  async (server, token) => {
    const params = paramsOf(hostEra, server, token);
    const modern = {
      'mcp-protocol-version': '2026-07-28',
      'mcp-method': 'tools/call',
      'mcp-name': String(params.name),
    };
    const response = await fetch(gateway.url, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        accept: 'application/json, text/event-stream',
        ...(hostEra === 'modern' ? modern : session),
      },
      body: JSON.stringify({ jsonrpc: '2.0', id: token, method: 'tools/call', params }),
    });
    return [...(await response.text()).matchAll(/^data: (\{.*)$/gm)].map(([, data = '']) => JSON.parse(data));
  };

/** A message in few words. */
function said({ method, params, result }: JsonObject): string {
  const { progress, data } = (params ?? {}) as JsonObject;
  if (method === 'notifications/progress') return `progress ${progress}`;
  return method === 'notifications/message' ? `log ${data}` : result ? 'result' : 'error';
}

const HOSTS: [string, Speak][] = ERAS.flatMap((era): [string, Speak][] => [
  [`a ${era} host over stdio`, overStdio(era)],
  [`a ${era} host over HTTP`, overHttp(era)],
]);

describe.each(HOSTS)('%s', (_name, speak) => {
  const forget = (): void => {
    for (const each of [host, modernHost]) each.received.length = 0;
  };
  beforeAll(async () => {
    for (const server of ERAS) await speak(server, `first of ${server}`);
  });

  test.each(ERAS)('hears a %s server in the order in which it spoke', PATIENT, async (server) => {
    for (let round = 0; round < 25; round++) {
      forget();
      const words = (await speak(server, `in-order-${round}`)).map(said);
      expect(words.join(', ')).toBe('progress 1, log 1, progress 2, log 2, progress 3, log 3, result');
    }
  });

  test(`is told all progress of ${CALLS} calls, ${AT_ONCE} of them at once`, PATIENT, async () => {
    for (let done = 0; done < CALLS; done += AT_ONCE) {
      forget();
      const tokens = Array.from({ length: AT_ONCE }, (_, index) => `token-${done + index}`);
      const heard = await Promise.all(
        tokens.map((token, index) => speak(index % 2 ? 'modern' : 'legacy', token)),
      );
      for (const [index, messages] of heard.entries()) {
        const own = messages.filter(({ method }) => method !== 'notifications/message');
        expect(own.map(said).join(', ')).toBe('progress 1, progress 2, progress 3, result');
        for (const { params } of own.slice(0, 3))
          expect((params as JsonObject).progressToken).toBe(tokens[index]);
      }
    }
  });
});
