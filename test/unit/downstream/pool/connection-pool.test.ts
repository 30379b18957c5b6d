import { expect, test } from 'vitest';
import { caller, type FakeServer } from '../fake-server.ts';
import { openFakePool } from './fake-pool.ts';

const IDLE_MS = 60_000;

const setUp = (answers: ConstructorParameters<typeof FakeServer>[0] = {}) =>
  openFakePool({ definition: { era: 'legacy', idleTimeoutMs: IDLE_MS }, answers: () => answers });

const CALL = { name: 'do', arguments: {} };
const SILENT_CALLS = { 'tools/call': () => undefined };
const elicits = (id: number) =>
  ({ jsonrpc: '2.0', id, method: 'elicitation/create', params: { message: 'Who?' } }) as const;

test('all who ask while a server starts wait for one start, and share it', async () => {
  const { pool, servers } = setUp();
  const [one, two] = await Promise.all([pool.acquire(caller('a')), pool.acquire(caller('b'))]);
  expect(one).toBe(two);
  expect(servers).toHaveLength(1);
  expect(pool.counts).toEqual({ starts: 1, losses: 0, reused: 0 });
});

test('connections that were there already are counted', async () => {
  const { pool } = setUp();
  const session = caller('a');
  await pool.acquire(session);
  for (let n = 0; n < 3; n++) expect(pool.find(session)).toBeDefined();
  expect(pool.counts.reused).toBe(3);
});

test('a server that was started only to be listed is stopped soon after; one in use when it has been idle', async () => {
  const { pool, servers, clock } = setUp();
  await pool.openOwn();
  await pool.acquire(caller('a'));
  clock.advance(6_000);
  pool.closeIdle();
  expect(servers.map(({ isClosed }) => isClosed)).toEqual([true, false]);
  clock.advance(IDLE_MS);
  pool.closeIdle();
  expect(servers.map(({ isClosed }) => isClosed)).toEqual([true, true]);
  expect(pool.counts.losses).toBe(0);
});

test('however long a call takes, its server is not stopped for being idle while it is in flight', async () => {
  const { pool, servers, clock } = setUp(SILENT_CALLS);
  const session = caller('a');
  const connection = await pool.acquire(session);
  const call = connection.request('tools/call', CALL, { caller: session, timeoutMs: 10 * IDLE_MS });
  clock.advance(2 * IDLE_MS);
  pool.closeIdle();
  expect(servers[0]?.isClosed).toBe(false);
  const [{ id } = { id: -1 }] = servers[0]?.requests('tools/call') ?? [];
  servers[0]?.say({ jsonrpc: '2.0', id, result: { content: [] } });
  await expect(call).resolves.toEqual({ content: [] });
  clock.advance(2 * IDLE_MS);
  pool.closeIdle();
  expect(servers[0]?.isClosed).toBe(true);
});

test('a question while two sessions are calling is refused, and each has a connection of its own from then on', async () => {
  const { pool, servers } = setUp(SILENT_CALLS);
  const [a, b] = [caller('a'), caller('b')];
  const shared = await pool.acquire(a);
  expect(await pool.acquire(b)).toBe(shared);
  for (const session of [a, b]) void shared.request('tools/call', CALL, { caller: session });
  servers[0]?.say(elicits(7));
  await expect
    .poll(() => servers[0]?.sent.find((sent) => 'id' in sent && sent.id === 7))
    .toMatchObject({
      error: { message: expect.stringContaining('2 sessions are calling') },
    });
  const [own, other] = [await pool.acquire(a), await pool.acquire(b)];
  expect(own).not.toBe(other);
  expect(pool.facts.needsOwnConnection).toBe(true);
});

test('a question while one session is calling goes to that session, though others share the connection', async () => {
  const { pool, servers } = setUp(SILENT_CALLS);
  const a = caller('a');
  const b = caller('b', { ask: async () => ({ action: 'accept', content: { name: 'B' } }) });
  await pool.acquire(a);
  const shared = await pool.acquire(b);
  void shared.request('tools/call', CALL, { caller: b });
  servers[0]?.say(elicits(7));
  await expect
    .poll(() => servers[0]?.sent.find((sent) => 'id' in sent && sent.id === 7))
    .toMatchObject({
      result: { content: { name: 'B' } },
    });
});

test('a server that has frozen is found out after a call was given up, and replaced for the next', async () => {
  const { pool, servers, clock, log } = setUp({ ...SILENT_CALLS, ping: () => undefined });
  const session = caller('a');
  const frozen = await pool.acquire(session);
  const call = frozen.request('tools/call', CALL, { caller: session, timeoutMs: 1_000 });
  clock.advance(1_000);
  await expect(call).rejects.toThrow('no sign of life');
  expect(await pool.acquire(session)).toBe(frozen);
  clock.advance(10_000);
  const next = await pool.acquire(session);
  expect(next).not.toBe(frozen);
  expect(servers.map(({ isClosed }) => isClosed)).toEqual([true, false]);
  expect(pool.counts).toMatchObject({ starts: 2, losses: 1 });
  expect(log.lines.join()).toContain('server ended unasked');
});

test('slow is not dead: one that says it is there, if late, or that somebody waits for, is kept', async () => {
  const { pool, servers, clock } = setUp({ ...SILENT_CALLS, ping: () => undefined });
  const [a, b] = [caller('a'), caller('b')];
  const slow = await pool.acquire(a);
  const given = new AbortController();
  const call = slow.request('tools/call', CALL, { caller: a, signal: given.signal });
  const other = slow.request('tools/call', CALL, { caller: b });
  given.abort();
  await expect(call).rejects.toThrow('cancelled');
  clock.advance(20_000);
  expect(slow.isSilent).toBe(false);
  const [, second] = servers[0]?.requests('tools/call') ?? [];
  servers[0]?.say({ jsonrpc: '2.0', id: second?.id ?? 0, result: { content: [] } });
  await other;
  expect(slow.isSilent).toBe(true);
  servers[0]?.say({ jsonrpc: '2.0', id: servers[0]?.requests('ping')[0]?.id ?? 0, result: {} });
  await expect.poll(() => slow.isSilent).toBe(false);
  expect(await pool.acquire(a)).toBe(slow);
});
