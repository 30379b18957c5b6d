import { expect, test } from 'vitest';
import type { Call, CallToolResult } from '../../../src/calls/call.ts';
import { note } from '../../../src/calls/note.ts';
import type { RecentCall } from '../../../src/protocol/daemon/recent-call.ts';
import { GatewayError } from '../../../src/shared/errors.ts';
import { ManualClock } from '../store/manual-clock.ts';

const SECRET = 'a-secret-of-the-server-that-is-longer-than-what-is-shown-of-it';

/** What is noted of a call with these arguments that ends so. */
async function noted(args: object, end: CallToolResult | Error): Promise<RecentCall | undefined> {
  const clock = new ManualClock();
  let ended: RecentCall | undefined;
  const onEnded = (call: RecentCall): void => {
    ended = call;
  };
  const tool = { serverName: 'echo', qualifiedName: 'echo__echo' };
  const call = { name: 'echo__echo', tool, params: { arguments: args }, onEnded } as unknown as Call;
  const answered = note({ secretsOf: () => [SECRET], clock })(call, async () => {
    clock.advance(20);
    if (end instanceof Error) throw end;
    return end;
  });
  await answered.catch(() => undefined);
  return ended;
}

const said = (text: string) => ({ content: [{ type: 'text', text }] });

test('a call is noted with its time, its outcome and a digest of both sides', async () => {
  expect(await noted({ message: 'hi', n: 1, list: [1, 2], deep: { a: 1 } }, said('hi\nthere'))).toEqual({
    tool: 'echo__echo',
    startedAt: 1_700_000_000_000,
    durationMs: 20,
    outcome: 'ok',
    digest: 'message: "hi", n: 1, list: [2], deep: {…} → hi…',
  });
});

test('what failed is noted as such, ours by its code', async () => {
  expect(await noted({}, { ...said('no'), isError: true })).toMatchObject({ outcome: 'failed' });
  expect(await noted({}, new GatewayError('call_timed_out', 'too slow'))).toMatchObject({
    outcome: 'call_timed_out',
    digest: ' → too slow',
  });
});

test('a digest is short whatever the call was, and tells no secret', async () => {
  const large = Object.fromEntries(
    Array.from({ length: 99 }, (_, n) => [`argument${n}`, 'x'.repeat(10_000)]),
  );
  const { digest } = (await noted(large, said('y'.repeat(100_000)))) ?? { digest: '' };
  expect(digest.length).toBeLessThan(350);
  expect(await noted({ apiKey: 'k', password: 'p' }, { content: [] })).toMatchObject({
    digest: 'apiKey: …, password: … → ',
  });
});

test('what a server was given to keep to itself is hidden, also where only its beginning would be shown', async () => {
  expect(await noted({ url: `see ${SECRET}` }, said(`${SECRET} is not told`))).toMatchObject({
    digest: 'url: "see …" → … is not told',
  });
});
