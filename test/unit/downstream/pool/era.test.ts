import { expect, test } from 'vitest';
import type { ServerDefinition } from '../../../../src/config/config.ts';
import { eraOf } from '../../../../src/downstream/pool/era-of.ts';
import { fixtureDefinition } from '../../../helpers/fixture-servers.ts';
import { caller, type FakeServer } from '../fake-server.ts';
import { openFakePool } from './fake-pool.ts';

const DAY_MS = 24 * 60 * 60_000;
const unknown = () => ({ error: { code: -32601, message: 'Method not found' } });
const LEGACY = { 'server/discover': unknown };
const MODERN = {
  initialize: () => ({ error: { code: -32022, message: 'Unsupported protocol version' } }),
  'server/discover': () => ({ supportedVersions: ['2026-07-28'], capabilities: {} }),
  'subscriptions/listen': unknown,
};

/** A pool in front of a program that speaks whatever `answers` say, which a test replaces as an upgrade would. */
function setUp(
  answers: ConstructorParameters<typeof FakeServer>[0],
  facts = {},
  era: ServerDefinition['era'] = 'auto',
) {
  const program = { answers };
  const { clock, servers, pool } = openFakePool({
    definition: { era },
    facts,
    answers: () => program.answers,
  });
  const firstMethods = () => servers.map(({ sent }) => (sent[0] as { method: string }).method);
  return { clock, pool, program, firstMethods };
}

test('what was found out is kept with its date, and not asked again before a week has passed', async () => {
  const { pool, clock, firstMethods } = setUp(LEGACY);
  await (await pool.acquire(caller('a'))).close();
  expect(pool.facts).toMatchObject({ era: 'legacy', eraFoundAt: clock.wallTime() });
  clock.advance(6 * DAY_MS);
  await (await pool.acquire(caller('a'))).close();
  clock.advance(2 * DAY_MS);
  await (await pool.acquire(caller('a'))).close();
  expect(firstMethods()).toEqual(['server/discover', 'initialize', 'server/discover']);
  expect(pool.facts.eraFoundAt).toBe(clock.wallTime());
});

test.each([
  ['of legacy as a modern one', LEGACY, MODERN, 'modern'],
  ['of modern as a legacy one', MODERN, LEGACY, 'legacy'],
])(
  'a server that comes back %s is asked what it speaks, in the same start',
  async (_, before, after, era) => {
    const { pool, program } = setUp(before);
    await (await pool.acquire(caller('a'))).close();
    program.answers = after;
    const connection = await pool.acquire(caller('a'));
    expect(connection.identity.era).toBe(era);
    expect(pool.facts.era).toBe(era);
  },
);

test('a server that does not start is asked again what it speaks', async () => {
  const { pool, clock, program, firstMethods } = setUp(
    { initialize: () => undefined },
    { era: 'legacy', eraFoundAt: 1.7e12 },
  );
  const start = pool.acquire(caller('a'));
  await expect.poll(firstMethods).toHaveLength(1);
  clock.advance(60_000);
  await expect(start).rejects.toThrow('did not start');
  program.answers = MODERN;
  clock.advance(60_000);
  expect((await pool.acquire(caller('a'))).identity.era).toBe('modern');
});

test('a configured era is kept to', async () => {
  const { pool, firstMethods } = setUp(MODERN, {}, 'legacy');
  await expect(pool.acquire(caller('a'))).rejects.toThrow('Unsupported protocol version');
  expect(firstMethods()).toEqual(['initialize']);
  const facts = { era: 'modern', eraFoundAt: 0 } as const;
  expect(eraOf(fixtureDefinition('fake', { era: 'legacy' }), facts, 0)).toBe('legacy');
});
