import { expect, test } from 'vitest';
import type { SessionParts } from '../../../../src/session/context.ts';
import { StatelessSession } from '../../../../src/session/stateless-session.ts';
import { GatewayError } from '../../../../src/shared/errors.ts';
import { ManualClock } from '../../store/manual-clock.ts';

const clock = new ManualClock();
const log = { debug() {}, info() {}, warn() {}, error() {} };
const FAILURE = { content: [{ type: 'text', text: 'no such file' }], isError: true };

/** What a modern host gets for a call that the pipeline answers so. */
async function answerTo(pipeline: () => Promise<unknown>): Promise<unknown> {
  const parts = { view: {}, clock, log, pipeline, servers: { release() {} } } as unknown as SessionParts;
  const session = new StatelessSession(parts, () => {});
  const _meta = {
    'io.modelcontextprotocol/protocolVersion': '2026-07-28',
    'io.modelcontextprotocol/clientCapabilities': {},
  };
  const params = { name: 'files__read', arguments: {}, _meta };
  const ends = { signal: new AbortController().signal, notify: () => {} };
  return session.answer({ jsonrpc: '2.0', id: 1, method: 'tools/call', params }, ends);
}

const typed = { result: { isError: true, resultType: 'complete' } };

test("a tool's own error is a result that says it is complete", async () => {
  expect(await answerTo(async () => FAILURE)).toMatchObject(typed);
});

test('a failure of ours that a model can act on is a result that says so too, and is signed', async () => {
  const answer = await answerTo(async () => {
    throw new GatewayError('server_unavailable', 'files is not running.');
  });
  expect(answer).toMatchObject(typed);
  expect(answer).toMatchObject({
    result: {
      _meta: {
        'io.modelcontextprotocol/serverInfo': { name: 'trunkline' },
        'dev.trunkline/error': { code: 'server_unavailable' },
      },
    },
  });
});

test('a question that its request did not offer to answer is refused', async () => {
  const asks = async () => ({
    resultType: 'input_required',
    inputRequests: { who: { method: 'elicitation/create', params: {} } },
  });
  expect(await answerTo(asks)).toMatchObject({
    error: { code: -32021, data: { requiredCapabilities: { elicitation: {} } } },
  });
});
