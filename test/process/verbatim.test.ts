import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { JsonObject } from '../../src/protocol/json-rpc.ts';
import { type RawHost, startHost } from '../helpers/host.ts';
import { openSandbox, type Sandbox } from '../helpers/sandbox.ts';

const ERAS = ['legacy', 'modern'] as const;
const PATH = fileURLToPath(new URL('../fixtures/servers/verbatim.mjs', import.meta.url));
const entry = (era: string) => ({ command: process.execPath, args: [PATH, era] });
const CLIENT_INFO = 'io.modelcontextprotocol/clientInfo';
const ENVELOPE = {
  'io.modelcontextprotocol/protocolVersion': '2026-07-28',
  'io.modelcontextprotocol/clientCapabilities': {},
  [CLIENT_INFO]: { name: 'the-host', version: '1' },
};
const X = { 'example.com/unknown': { deep: [1, null, { a: 'b' }] } };
const URLS = { 'io.modelcontextprotocol/clientCapabilities': { elicitation: { url: {} } } };
let sandbox: Sandbox;

beforeAll(() => {
  sandbox = openSandbox();
});
afterAll(() => sandbox.close());

describe.each(ERAS)('for a %s host', (hostEra) => {
  let host: RawHost;
  beforeAll(async () => {
    const servers = { legacy: entry('legacy'), modern: entry('modern') };
    host = startHost(sandbox, { servers, settings: { exposure: 'full' } });
    if (hostEra === 'legacy') await host.initialize();
    for (const server of ERAS) await ask('tools/call', { name: `${server}__received`, arguments: {} });
  });
  afterAll(() => host.close());

  async function ask(method: string, params: JsonObject = {}, meta: JsonObject = {}): Promise<JsonObject> {
    const envelope = hostEra === 'modern' ? ENVELOPE : {};
    const _meta = { ...envelope, ...(params._meta as JsonObject | undefined), ...meta };
    return host.request(method, { ...params, ...(Object.keys(_meta).length > 0 && { _meta }) });
  }
  const resultOf = async (method: string, params?: JsonObject): Promise<JsonObject> =>
    (await ask(method, params)).result as JsonObject;
  const call = (name: string, args: JsonObject = {}, meta: JsonObject = {}): Promise<JsonObject> =>
    ask('tools/call', { name, arguments: args, x: X, _meta: X }, meta);

  describe.each(ERAS)('and a %s server', (server) => {
    test('what is listed keeps every field', async () => {
      const { tools } = await resultOf('tools/list');
      const [tool] = (tools as JsonObject[]).filter(({ name }) => name === `${server}__received`);
      expect(tool).toMatchObject({
        title: 'T',
        inputSchema: {
          $schema: expect.any(String),
          // The SDK v1 would refuse the whole list for a schema that is no object.
          properties: { tree: { $ref: '#/$defs/tree' }, any: hostEra === 'legacy' ? {} : true },
          'x-vendor': X,
        },
        annotations: { title: 'A title', readOnlyHint: true, 'x-vendor': X },
        icons: [{ src: expect.any(String), sizes: ['48x48'], x: X }],
        _meta: X,
        'x-vendor': X,
      });
      const lists: [string, string, string][] = [
        ['resources/list', 'resources', 'uri'],
        ['resources/templates/list', 'resourceTemplates', 'uriTemplate'],
        ['prompts/list', 'prompts', 'name'],
      ];
      for (const [method, key, id] of lists) {
        const items = (await resultOf(method))[key] as JsonObject[];
        const own = items.find((item) => String(item[id]).startsWith(server));
        expect(own, method).toMatchObject({ icons: [{ x: X }], _meta: X, x: X });
      }
    });

    test('what is answered keeps every field, content of a kind that nobody knows too', async () => {
      const { result } = await call(`${server}__content`);
      expect(result).toMatchObject({
        content: [
          { type: 'text', text: 'a', annotations: { audience: ['user'], priority: 0.5, x: X }, _meta: X },
          { type: 'hologram', beam: X },
        ],
        structuredContent: { sum: 1, x: X },
        _meta: X,
        x: X,
      });
      expect((result as { _meta: object })._meta).not.toHaveProperty(['dev.trunkline/outputFaults']);
      const { contents, ...read } = await resultOf('resources/read', { uri: `${server}+test://a`, x: X });
      expect(read).toMatchObject({ _meta: X, x: X });
      expect(contents).toMatchObject([{ uri: `${server}+test://a`, mimeType: 'text/x', _meta: X, x: X }]);
      expect(JSON.parse(String((contents as JsonObject[])[0]?.text))).toMatchObject({ x: X });
      const prompt = await resultOf('prompts/get', { name: `${server}__p`, arguments: { a: '1' }, x: X });
      expect(prompt).toMatchObject({ messages: [{ role: 'user', x: X }], _meta: X, x: X });
      expect(JSON.parse(String(prompt.description))).toMatchObject({
        name: 'p',
        arguments: { a: '1' },
        x: X,
      });
      const ref = { type: 'ref/prompt', name: `${server}__p`, x: X };
      const completed = await resultOf('completion/complete', {
        ref,
        argument: { name: 'a', value: '' },
        x: X,
      });
      expect(completed).toMatchObject({ completion: { hasMore: false, x: X }, _meta: X, x: X });
    });

    test('what the host sends arrives whole, and its reserved keys do not: they are said anew', async () => {
      const { result } = await call(
        `${server}__received`,
        { any: X, tree: { child: {} } },
        {
          [CLIENT_INFO]: { name: 'the-host', version: '1' },
          traceparent: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01',
        },
      );
      const [{ text = '' } = {}] = (result as { content: { text?: string }[] }).content;
      const sent = JSON.parse(text) as JsonObject;
      expect(sent).toMatchObject({ name: 'received', arguments: { any: X, tree: { child: {} } }, x: X });
      const meta = sent._meta as JsonObject;
      expect(meta).toMatchObject({
        ...X,
        traceparent: expect.stringContaining('0af7651916cd43dd8448eb211c80319c'),
      });
      const reserved = Object.keys(meta).filter((key) => key.startsWith('io.modelcontextprotocol/'));
      if (server === 'modern') expect(meta[CLIENT_INFO]).toMatchObject({ name: 'trunkline' });
      else if (hostEra === 'modern') expect(reserved).toEqual([]);
    });

    test('a result that breaks its outputSchema is passed on as it is, and marked; no error is made of it', async () => {
      const { result } = await call(`${server}__wrong-output`);
      expect(result).toMatchObject({ structuredContent: { sum: 'three', more: X } });
      expect(result).not.toHaveProperty('isError');
      const faults = [{ path: '/sum', reason: expect.stringContaining('number') }];
      expect(result).toMatchObject({ _meta: { 'dev.trunkline/outputFaults': faults } });
    });

    test('a server cannot pass for another, or for us', async () => {
      const { result } = await call(`${server}__poses`);
      const meta = (result as { _meta: JsonObject })._meta;
      expect(meta).toMatchObject(X);
      if (hostEra === 'modern')
        expect(meta['io.modelcontextprotocol/serverInfo']).toMatchObject({ name: 'trunkline' });
      else expect(meta).not.toHaveProperty(['io.modelcontextprotocol/serverInfo']);
    });

    test("a server's error keeps code and data, save for those that the host's era has no more", async () => {
      expect((await call(`${server}__fails`)).error).toEqual({ code: -32050, message: 'Own error', data: X });
      const missing = await ask('resources/read', { uri: `${server}+test://missing` });
      const isOld = hostEra === 'legacy' && server === 'legacy';
      expect(missing).toMatchObject({ error: { code: isOld ? -32002 : -32602 } });
      const refused = await call(`${server}__open-address`);
      if (hostEra === 'legacy')
        expect(refused).toMatchObject({ error: { code: -32042, data: { elicitations: [{}] } } });
      else {
        expect(refused).toMatchObject({
          error: { code: -32021, data: { requiredCapabilities: { elicitation: { url: {} } } } },
        });
        const asked = await call(`${server}__open-address`, {}, URLS);
        const message = `${server}: Sign in.`;
        const params = { mode: 'url', url: 'https://example.com/', elicitationId: 'e-1', message };
        expect(asked).toMatchObject({
          result: {
            resultType: 'input_required',
            inputRequests: { 'url-1': { method: 'elicitation/create', params } },
          },
        });
      }
    });
  });

  test('the lists are the same for every connection, whatever it declares and whatever was called', async () => {
    const listed = async (from: RawHost, meta: JsonObject = ENVELOPE) => {
      const params = hostEra === 'modern' ? { _meta: meta } : {};
      const results = ['tools/list', 'resources/list', 'resources/templates/list', 'prompts/list'].map(
        async (method) => {
          const { result } = await from.request(method, params);
          const { ttlMs: _remaining, ...rest } = result as JsonObject;
          return rest;
        },
      );
      return JSON.stringify(await Promise.all(results));
    };
    const before = await listed(host);
    const other = startHost(sandbox, {
      servers: { legacy: entry('legacy'), modern: entry('modern') },
      settings: { exposure: 'full' },
    });
    const everything = { elicitation: { form: {}, url: {} }, sampling: {}, roots: {} };
    if (hostEra === 'legacy') await other.initialize(everything);
    const declared = { ...ENVELOPE, 'io.modelcontextprotocol/clientCapabilities': everything };
    expect(await listed(other, declared)).toBe(before);
    for (const server of ['modern', 'legacy'])
      await other.request('tools/call', {
        name: `${server}__content`,
        arguments: {},
        ...(hostEra === 'modern' && { _meta: declared }),
      });
    expect(await listed(other, declared)).toBe(before);
    expect(await listed(host)).toBe(before);
    await other.close();
  });
});
