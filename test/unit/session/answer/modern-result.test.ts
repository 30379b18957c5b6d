import { expect, test } from 'vitest';
import type { View } from '../../../../src/catalog/view.ts';
import type { ServerSnapshot } from '../../../../src/downstream/snapshot.ts';
import type { JsonObject } from '../../../../src/protocol/json-rpc.ts';
import { modernResult } from '../../../../src/session/answer/modern-result.ts';
import { ManualClock } from '../../store/manual-clock.ts';

const clock = new ManualClock();
const AGO = (ms: number): number => clock.wallTime() - ms;

/** What a list of these servers says of how it may be kept. */
function hintsOf(...parts: (Partial<ServerSnapshot> | undefined)[]): JsonObject {
  const snapshots = () => parts.map((snapshot, n) => ({ serverName: `server-${n}`, snapshot }));
  const { ttlMs, cacheScope } = modernResult(
    'tools/list',
    { tools: [] },
    { view: { snapshots } as View, clock },
  );
  return { ttlMs, cacheScope };
}

const PUBLIC = { cacheScope: 'public' } as const;

test('a merged list may be kept for what remains of the shortest time that a part has', () => {
  const long = { ...PUBLIC, ttlMs: 50_000, listedAt: AGO(0) };
  expect(hintsOf(long, { ...PUBLIC, ttlMs: 40_000, listedAt: AGO(30_000) })).toEqual({
    ttlMs: 10_000,
    cacheScope: 'public',
  });
  expect(hintsOf(long, { ...PUBLIC, ttlMs: 40_000, listedAt: AGO(90_000) })).toMatchObject({ ttlMs: 0 });
  expect(hintsOf({ ...PUBLIC, ttlMs: 0, listedAt: AGO(0) })).toMatchObject({ ttlMs: 0 });
});

test('a clock that was set back makes nothing fresher than it was', () => {
  expect(hintsOf({ ...PUBLIC, ttlMs: 40_000, listedAt: AGO(-90_000) })).toMatchObject({ ttlMs: 40_000 });
});

test('a part that says nothing is kept for as long as changes are announced, and is private', () => {
  expect(hintsOf({}, { ...PUBLIC, ttlMs: 900_000, listedAt: AGO(0) })).toEqual({
    ttlMs: 60_000,
    cacheScope: 'private',
  });
  expect(hintsOf(undefined, { ...PUBLIC, ttlMs: 5_000, listedAt: AGO(0) })).toEqual({
    ttlMs: 5_000,
    cacheScope: 'public',
  });
});

test('one private part makes the whole private, and nothing is never public', () => {
  expect(hintsOf(PUBLIC, PUBLIC)).toMatchObject({ cacheScope: 'public' });
  expect(hintsOf(PUBLIC, { cacheScope: 'private' }, PUBLIC)).toMatchObject({ cacheScope: 'private' });
  expect(hintsOf()).toMatchObject({ cacheScope: 'private' });
});

test('a resource has the hints of its own server, and none where they would promise too much', () => {
  const parts = { view: { snapshots: () => [] as unknown } as View, clock };
  const read = (result: JsonObject) => modernResult('resources/read', { contents: [], ...result }, parts);
  expect(read({ ttlMs: 7, cacheScope: 'public' })).toMatchObject({ ttlMs: 7, cacheScope: 'public' });
  expect(read({})).toMatchObject({ ttlMs: 0, cacheScope: 'private' });
  expect(read({ resultType: 'input_required' })).not.toHaveProperty('ttlMs');
});

test('a server cannot pass for us: who answers is stamped over, what it says otherwise stays', () => {
  const fake = { 'io.modelcontextprotocol/serverInfo': { name: 'github' }, 'example.com/trace': 'abc' };
  const { _meta } = modernResult('tools/call', { content: [], _meta: fake }, { view: {} as View, clock });
  expect(_meta).toEqual({
    'io.modelcontextprotocol/serverInfo': expect.objectContaining({ name: 'trunkline' }),
    'example.com/trace': 'abc',
  });
});
