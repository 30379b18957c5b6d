import { Agent, request as httpRequest } from 'node:http';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { JsonObject } from '../../../src/protocol/json-rpc.ts';
import { connectThroughDaemon, sayHello, statusOf, stopDaemon } from '../../helpers/daemon.ts';
import { fixtureEntry } from '../../helpers/fixture-servers.ts';
import type { RawHost } from '../../helpers/host.ts';
import { HttpGateway } from '../../helpers/http.ts';
import { openSandbox, type Sandbox } from '../../helpers/sandbox.ts';

/** Two principals at one daemon: this user's hosts on the socket, and whoever has the token over HTTP. */
let sandbox: Sandbox;
let host: RawHost;
let remote: Remote;

const ROUNDS = 10_000;
/** Rounds that run at once. */
const WINDOW = 100;

beforeAll(async () => {
  sandbox = openSandbox();
  const servers = {
    own: { ...fixtureEntry('echo'), isolation: 'session' },
    shared: { ...fixtureEntry('echo'), isolation: 'shared' },
  };
  const settings = { exposure: 'full', http: { listen: '127.0.0.1:0' } };
  host = await connectThroughDaemon(sandbox, { servers, settings });
  const { http } = await statusOf(sandbox);
  remote = await Remote.open(HttpGateway.at(String(http?.url), sandbox));
});
afterAll(async () => {
  remote.close();
  await host.close();
  await stopDaemon(sandbox);
  await sandbox.close();
});

/** A session over HTTP that keeps its connections. */
class Remote {
  readonly gateway: HttpGateway;
  readonly #agent = new Agent({ keepAlive: true, maxSockets: 8 });
  readonly headers: Record<string, string>;

  private constructor(gateway: HttpGateway, sessionId: string) {
    this.gateway = gateway;
    this.headers = {
      authorization: `Bearer ${gateway.token}`,
      'content-type': 'application/json',
      accept: 'application/json, text/event-stream',
      'mcp-session-id': sessionId,
    };
  }

  static async open(gateway: HttpGateway): Promise<Remote> {
    const clientInfo = { name: 'remote', version: '1' };
    const params = { protocolVersion: '2025-11-25', capabilities: {}, clientInfo };
    const hello = { jsonrpc: '2.0', id: 0, method: 'initialize', params };
    const { headers } = await gateway.post(hello, { authorization: `Bearer ${gateway.token}` });
    return new Remote(gateway, String(headers['mcp-session-id']));
  }

  request(method: string, params: JsonObject, id: string): Promise<JsonObject> {
    const { port } = this.gateway.url;
    const options = { host: '127.0.0.1', port, path: '/mcp', method: 'POST', agent: this.#agent };
    return new Promise((resolve, reject) => {
      const sent = httpRequest({ ...options, headers: this.headers }, (response) => {
        let text = '';
        response.setEncoding('utf8').on('data', (part: string) => {
          text += part;
        });
        response.on('end', () => resolve(JSON.parse(text)));
      });
      sent.on('error', reject);
      sent.end(JSON.stringify({ jsonrpc: '2.0', id, method, params }));
    });
  }

  close(): void {
    this.#agent.destroy();
  }
}

const textOf = ({ result }: JsonObject): string =>
  (result as { content: { text: string }[] }).content[0]?.text ?? '';

test(`two principals, two sessions, the same ids, ${ROUNDS} rounds: nothing crosses`, {
  timeout: 240_000,
}, async () => {
  let counted = 0;
  for (let round = 0; round < ROUNDS; round += WINDOW) {
    const ids = Array.from({ length: WINDOW }, (_, index) => `same-${round + index}`);
    // On odd rounds both ask a server that they share, on even ones each has its own, which counts.
    const call = (who: RawHost | Remote, name: string, id: string): Promise<JsonObject> => {
      const message = `${name} ${id}`;
      const isShared = Number(id.slice(5)) % 2 === 1;
      const params = isShared
        ? { name: 'shared__echo', arguments: { message } }
        : { name: 'own__counter', arguments: {} };
      return who.request('tools/call', params, id);
    };
    const both = await Promise.all([
      Promise.all(ids.map((id) => call(host, 'host', id))),
      Promise.all(ids.map((id) => call(remote, 'remote', id))),
    ]);
    for (const [answers, name] of [
      [both[0], 'host'],
      [both[1], 'remote'],
    ] as const) {
      expect(answers.map(({ id }) => id)).toEqual(ids);
      const echoed = answers.filter((_, index) => index % 2 === 1).map(textOf);
      expect(echoed).toEqual(ids.filter((_, index) => index % 2 === 1).map((id) => `${name} ${id}`));
      // Requests over several connections may overtake each other: each number comes, and comes once.
      const counts = answers.filter((_, index) => index % 2 === 0).map((answer) => Number(textOf(answer)));
      const expected = counts.map((_, index) => counted + index + 1);
      expect(counts.toSorted((a, b) => a - b)).toEqual(expected);
    }
    counted += WINDOW / 2;
    host.received.length = 0;
  }
});

test("another principal's session is not found, neither with the token nor on the socket", async () => {
  const { sessions } = await statusOf(sandbox);
  const own = sessions.find(({ client }) => client === 'test-host')?.sessionId ?? '';
  const theirs = remote.headers['mcp-session-id'] ?? '';
  expect(sessions).toContainEqual(
    expect.objectContaining({ sessionId: theirs, client: 'remote', era: 'legacy' }),
  );
  const list = { jsonrpc: '2.0', id: 1, method: 'tools/list', params: {} };
  const stolen = await remote.gateway.post(list, { ...remote.headers, 'mcp-session-id': own });
  expect(stolen.status).toBe(404);
  const hello = await sayHello(sandbox, { sessionId: theirs });
  expect(hello).toMatchObject({ answer: { isResumed: false } });
  if ('answer' in hello) {
    expect(hello.answer.sessionId).not.toBe(theirs);
    hello.socket.destroy();
  }
});

test('what a session did is told in its status, and in no other', async () => {
  await host.request('tools/call', { name: 'shared__echo', arguments: { message: 'mine', token: 'x' } });
  await host.request('tools/call', { name: 'shared__fail', arguments: {} });
  const { sessions } = await statusOf(sandbox);
  const callsOf = (name: string) => sessions.find(({ client }) => client === name)?.recentCalls ?? [];
  expect(callsOf('test-host').slice(-2)).toMatchObject([
    { tool: 'shared__echo', outcome: 'ok', digest: 'message: "mine", token: … → mine' },
    { tool: 'shared__fail', outcome: 'failed' },
  ]);
  expect(callsOf('test-host')).toHaveLength(50);
  expect(JSON.stringify(callsOf('remote'))).not.toContain('mine');
});
