import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { JsonObject } from '../../src/protocol/json-rpc.ts';
import { connectModernHost, type RawHost, startHost } from '../helpers/host.ts';
import { openSandbox, type Sandbox } from '../helpers/sandbox.ts';

const OPTIONS = { fixtures: ['meeting', 'modern', 'asks-for-input'], settings: { exposure: 'lazy' } };
const ADA = { action: 'accept', content: { name: 'Ada' } } as const;
const ASKING = [
  { id: 'modern', name: 'modern__ask' },
  { id: 'legacy', name: 'asks-for-input__elicit' },
];
const ANSWERED = {
  results: [
    { id: 'modern', status: 'ok', text: 'Hello, Ada!' },
    { id: 'legacy', status: 'ok', text: JSON.stringify(ADA) },
  ],
};

let sandbox: Sandbox;
beforeAll(() => {
  sandbox = openSandbox();
});
afterAll(() => sandbox.close());

describe('a host of the legacy era', () => {
  let host: RawHost;
  let lastToken = 0;

  beforeAll(async () => {
    host = startHost(sandbox, OPTIONS);
    await host.initialize({ elicitation: {} });
    await host.request('tools/list');
  });
  afterAll(() => host.close());

  /** Whoever is called is called under a token of its own. */
  const params = (name: string, args: JsonObject) => ({
    name,
    arguments: args,
    _meta: { progressToken: ++lastToken },
  });
  const call = async (name: string, args: JsonObject): Promise<JsonObject> =>
    (await host.request('tools/call', params(name, args))).result as JsonObject;
  const progress = (): JsonObject[] =>
    host.received
      .filter(({ method }) => method === 'notifications/progress')
      .map((message) => message.params as JsonObject)
      .filter(({ progressToken }) => progressToken === lastToken);

  async function answerQuestions(count: number): Promise<void> {
    const answered = new Set<unknown>();
    while (answered.size < count) {
      const { id } = await host.next(
        ({ method, id }) => method === 'elicitation/create' && !answered.has(id),
      );
      answered.add(id);
      host.send({ jsonrpc: '2.0', id, result: ADA });
    }
  }

  const meetings = (count: number, people: number) =>
    Array.from({ length: count }, (_, index) => ({ name: 'meeting__meet', arguments: { people, index } }));

  test('31 independent calls are all in flight at once', async () => {
    const { structuredContent } = await call('call_tools', { calls: meetings(31, 31) });
    expect(structuredContent).toEqual({
      results: Array.from({ length: 31 }, (_, index) =>
        expect.objectContaining({ id: String(index + 1), status: 'ok', text: 'met' }),
      ),
    });
  });

  test('the progress of a batch grows with that of its calls, and ends with all of them', async () => {
    await call('call_tools', { calls: meetings(4, 4) });
    const said = progress();
    expect(said.slice(0, 4)).toMatchObject([
      { progress: 0.25, total: 4, message: '1: here' },
      { progress: 0.75, total: 4, message: '2: here' },
      { progress: 1.5, total: 4, message: '3: here' },
      { total: 4, message: '4: here' },
    ]);
    expect(said).toHaveLength(8);
    expect(said.at(-1)).toMatchObject({ progress: 4, total: 4 });
    const values = said.map((each) => Number(each.progress));
    expect(values).toEqual([...new Set(values)].sort((a, b) => a - b));
  });

  test('progress comes through call_tool as the tool reports it, under the token of the host', async () => {
    await call('call_tool', { name: 'meeting__meet', arguments: { people: 1 } });
    expect(progress()).toEqual([{ progressToken: lastToken, progress: 1, total: 1, message: 'here' }]);
  });

  test('when a batch is cancelled, so are its calls at their server', async () => {
    const missedBefore = Number(textOf(await call('call_tool', { name: 'meeting__missed' })));
    const calls = meetings(3, 99);
    host.send({ jsonrpc: '2.0', id: 'batch', method: 'tools/call', params: params('call_tools', { calls }) });
    await host.next(() => progress().length === 3);
    host.notify('notifications/cancelled', { requestId: 'batch' });
    let missed = missedBefore;
    while (missed < missedBefore + 3)
      missed = Number(textOf(await call('call_tool', { name: 'meeting__missed' })));
    expect(missed).toBe(missedBefore + 3);
    expect(host.received.some(({ id }) => id === 'batch')).toBe(false);
  });

  test('a call that is made through call_tool is cancelled at its server', async () => {
    const missedBefore = Number(textOf(await call('meeting__missed', {})));
    const args = { name: 'meeting__meet', arguments: { people: 99 } };
    host.send({ jsonrpc: '2.0', id: 'single', method: 'tools/call', params: params('call_tool', args) });
    await host.next(() => progress().length === 1);
    host.notify('notifications/cancelled', { requestId: 'single' });
    let missed = missedBefore;
    while (missed === missedBefore) missed = Number(textOf(await call('meeting__missed', {})));
    expect(missed).toBe(missedBefore + 1);
  });

  test('questions of both eras reach the host from inside call_tool and from inside a batch', async () => {
    const answering = answerQuestions(4);
    for (const [index, { name }] of ASKING.entries()) {
      const result = await call('call_tool', { name });
      expect(textOf(result)).toBe(ANSWERED.results[index]?.text);
    }
    expect(await call('call_tools', { calls: ASKING })).toMatchObject({ structuredContent: ANSWERED });
    await answering;
  });
});

test('a host of the modern era answers questions of both eras by input_required, from inside a batch too', async () => {
  const host = await connectModernHost(sandbox, OPTIONS, { capabilities: { elicitation: { form: {} } } });
  host.setRequestHandler('elicitation/create', async () => ADA);
  for (const [index, { name }] of ASKING.entries()) {
    const result = await host.callTool({ name: 'call_tool', arguments: { name } });
    expect(textOf(result)).toBe(ANSWERED.results[index]?.text);
  }
  const result = await host.callTool({ name: 'call_tools', arguments: { calls: ASKING } });
  expect(result.structuredContent).toMatchObject(ANSWERED);
  await host.close();
});

function textOf(result: unknown): string {
  return (result as { content: { text: string }[] }).content[0]?.text ?? '';
}
