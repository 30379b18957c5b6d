import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { isObject, type JsonObject } from '../../../src/protocol/json-rpc.ts';
import { fixtureEntry, matrixEntry } from '../../helpers/fixture-servers.ts';
import { type RawHost, startHost } from '../../helpers/host.ts';
import { HttpGateway, MODERN_META } from '../../helpers/http.ts';
import { openSandbox, type Sandbox } from '../../helpers/sandbox.ts';

/** A host of many servers knows which one asks it something; where nobody can be asked, the server is told at once. */
const ERAS = ['legacy', 'modern'] as const;
const CAPABILITIES = { elicitation: { form: {} }, sampling: {} };
const servers = {
  legacy: matrixEntry('legacy'),
  modern: matrixEntry('modern'),
  early: fixtureEntry('asks-between-calls'),
};
const metaOf = (capabilities: JsonObject): JsonObject => ({
  ...MODERN_META,
  'io.modelcontextprotocol/clientCapabilities': capabilities,
});

let sandbox: Sandbox;
/** Legacy hosts: one that can be asked, one that cannot. A modern one says it with each request. */
let able: RawHost;
let unable: RawHost;
let gateway: HttpGateway;

beforeAll(async () => {
  sandbox = openSandbox();
  const options = { servers, settings: { exposure: 'full' } };
  able = startHost(sandbox, options);
  unable = startHost(sandbox, options);
  gateway = await HttpGateway.start(sandbox, options);
  await able.initialize(CAPABILITIES);
  await unable.initialize();
});
afterAll(async () => {
  await Promise.all([able.close(), unable.close(), gateway.close()]);
  await sandbox.close();
});

const callOf = (server: string, tool: string): [string, JsonObject] => [
  'tools/call',
  { name: `${server}__${tool}`, arguments: {} },
];

/** The question that a request comes to, as the host is asked it. */
async function askedIn([method, params]: [string, JsonObject], hostEra: string): Promise<JsonObject> {
  if (hostEra === 'modern') {
    const _meta = metaOf(CAPABILITIES);
    const { result } = await able.request(method, { ...params, _meta });
    const { inputRequests, requestState } = result as { inputRequests: JsonObject; requestState: string };
    const [[key = '', question] = []] = Object.entries(inputRequests);
    const inputResponses = { [key]: { action: 'decline' } };
    await able.request(method, { ...params, _meta, inputResponses, requestState });
    return question as JsonObject;
  }
  able.received.length = 0;
  const call = able.request(method, params);
  const question = await able.next((message) => message.id !== undefined && message.method !== undefined);
  able.send({ jsonrpc: '2.0', id: question.id as string, result: { action: 'decline' } });
  await call;
  return question;
}

describe.each(ERAS)('a %s host', (hostEra) => {
  test.each(ERAS)('is told which server asks, by a %s one, in the message and in _meta', async (server) => {
    const asking: [string, JsonObject][] = [
      callOf(server, 'elicit'),
      ['prompts/get', { name: `${server}__greet` }],
      ['resources/read', { uri: `${server}+test://asks` }],
    ];
    for (const request of asking) {
      expect(await askedIn(request, hostEra), request[0]).toMatchObject({
        method: 'elicitation/create',
        params: { message: `${server}: What is your name?`, _meta: { 'dev.trunkline/server': server } },
      });
    }
    const { method, params } = await askedIn(callOf(server, 'sample'), hostEra);
    expect(method).toBe('sampling/createMessage');
    expect(params).toMatchObject({ maxTokens: 10, _meta: { 'dev.trunkline/server': server } });
    // What a model is to read stays as it was written.
    expect((params as JsonObject).messages).toEqual([
      { role: 'user', content: { type: 'text', text: 'Hello?' } },
    ]);
  });

  test.each(ERAS)('that cannot be asked fails the question of a %s server at once', async (server) => {
    for (const tool of ['elicit', 'sample']) {
      const meta = hostEra === 'modern' && { _meta: metaOf({}) };
      const call = unable.request('tools/call', { name: `${server}__${tool}`, arguments: {}, ...meta });
      expect(JSON.stringify(await call)).toMatch(/does not offer|can carry a question/);
    }
  });
});

test('in the view of one server nobody else could be asking, so what it says stays as it is', async () => {
  for (const server of ERAS) {
    const asked = await gateway.modern(
      'tools/call',
      { name: 'elicit', arguments: {} },
      { path: `/mcp/${server}`, meta: metaOf(CAPABILITIES) },
    );
    const { inputRequests } = asked.message.result as { inputRequests: JsonObject };
    const [question] = Object.values(inputRequests).filter(isObject);
    expect(question?.params).toMatchObject({ message: 'What is your name?' });
    expect(question?.params).not.toHaveProperty('_meta');
  }
});

test('a server that asks while nobody is calling is refused at once, and has roots of nobody', async () => {
  for (const host of [able, unable]) {
    const { result } = await host.request('tools/call', { name: 'early__heard', arguments: {} });
    const [{ text = '' } = {}] = (result as { content: { text?: string }[] }).content;
    expect(JSON.parse(text)).toEqual([
      expect.stringContaining('no call is in flight'),
      expect.stringContaining('no call is in flight'),
      { roots: [] },
    ]);
  }
});
