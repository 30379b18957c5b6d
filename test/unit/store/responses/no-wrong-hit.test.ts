import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { GatewayError } from '../../../../src/shared/errors.ts';
import type { CachePolicy } from '../../../../src/store/responses/cache-rule.ts';
import { policy, rule } from './cache-policies.ts';
import { CacheWorld, settle } from './cache-world.ts';

const RUNS = Number(globalThis.process.env.CACHE_MODEL_RUNS ?? 150);
const DAY_MS = 86_400_000;
const process = fc.nat(1);
const server = fc.constantFrom('s1', 's1', 's1', 's2');

const NARROW = { tools: ['s*__write'], about: 'n', parents: false };
const ON_PATH = { ...NARROW, about: 'path', parents: true };
const POLICIES = {
  usual: policy(),
  shorter: policy({ rules: [rule({ ttlMs: 30_000, maxTtlMs: 30_000 })] }),
  other: policy({ rules: [rule({ tools: ['s2__*'], vary: ['n'], staleWhileRevalidateMs: 0 }), rule()] }),
  none: policy({ rules: [] }),
  narrow: policy({ rules: [rule({ about: 'n' })], changes: [NARROW] }),
  'narrow reads': policy({ rules: [rule({ about: 'n' })] }),
  'narrow changes': policy({ changes: [NARROW] }),
  paths: policy({ rules: [rule({ about: 'path' })], changes: [ON_PATH] }),
  durable: policy({ rules: [rule({ isDurable: true })] }),
  'durable and narrow': policy({ rules: [rule({ about: 'n', isDurable: true })], changes: [NARROW] }),
  'about no one thing': policy({ rules: [rule({ about: false })], changes: [NARROW] }),
};

const rules = fc.constantFrom(...(Object.keys(POLICIES) as (keyof typeof POLICIES)[]));

const step = fc.oneof(
  {
    weight: 20,
    arbitrary: fc.record({
      do: fc.constantFrom('read' as const, 'ask' as const, 'ask' as const),
      process,
      server,
      kind: fc.constantFrom('tool' as const, 'tool' as const, 'resource' as const),
      principal: fc.constantFrom('a', 'a', 'a', 'b'),
      argument: fc.constantFrom(0, 0, 0, 1),
      mode: fc.constantFrom(
        'use' as const,
        'use' as const,
        'use' as const,
        'use' as const,
        'use' as const,
        'use' as const,
        'refresh' as const,
        'bypass' as const,
      ),
    }),
  },
  {
    weight: 8,
    arbitrary: fc.record({
      do: fc.constant('answer' as const),
      which: fc.nat(5),
      how: fc.constantFrom('well', 'well', 'well', 'hinted', 'error', 'question', 'lost'),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({ do: fc.constant('write' as const), process, server, argument: fc.nat(1) }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      do: fc.constant('written' as const),
      which: fc.nat(3),
      how: fc.constantFrom('well', 'well', 'well', 'well', 'error', 'timeout'),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      do: fc.constant('wait' as const),
      ms: fc.constantFrom(1, 300, 5_000, 30_000, 61_000, 200_000),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      do: fc.constant('jump' as const),
      // Set back by less than a TTL, between two processes, is what no process can see (docs/caching.md).
      ms: fc.constantFrom(-DAY_MS, 40_000, DAY_MS),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      do: fc.constantFrom('notify' as const, 'clear' as const, 'end' as const),
      process,
      server,
    }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('reconnect' as const), server }) },
  {
    weight: 1,
    arbitrary: fc.record({ do: fc.constant('restart' as const), process, rules }),
  },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('leave' as const), which: fc.nat(5) }) },
);
type Step = typeof step extends fc.Arbitrary<infer T> ? T : never;

const HINTED = { ttlMs: 40_000 };
const ANSWERS = {
  well: {},
  hinted: HINTED,
  error: { isError: true },
  question: { resultType: 'input_required' },
} as const;
async function take(world: CacheWorld, step: Step): Promise<void> {
  const lost = new GatewayError('call_interrupted', 'lost');
  switch (step.do) {
    case 'read':
      return world.startRead(step);
    case 'ask':
      world.startRead(step);
      await settle();
      return world.pending.pop()?.finish(step.kind === 'resource' ? HINTED : {});
    case 'answer': {
      const [run] = world.pending.splice(step.which % Math.max(1, world.pending.length), 1);
      return run?.finish(step.how in ANSWERS ? ANSWERS[step.how as keyof typeof ANSWERS] : lost);
    }
    case 'write':
      return world.startWrite(step.process, step.server, step.argument);
    case 'written': {
      const [write] = world.writes.splice(step.which % Math.max(1, world.writes.length), 1);
      return write?.finish(
        step.how === 'timeout'
          ? new GatewayError('call_timed_out', '')
          : step.how === 'well'
            ? {}
            : { isError: true },
      );
    }
    case 'wait':
      return world.clock.advance(step.ms);
    case 'jump':
      return world.clock.jump(step.ms);
    case 'notify':
      return world.changed(step.process, step.server);
    case 'end':
      return world.end(step.process, step.server);
    case 'clear':
      return world.clear(step.process, step.server);
    case 'reconnect':
      return world.redefine(step.server);
    case 'restart':
      return world.restart(step.process, POLICIES[step.rules]);
    case 'leave':
      return world.waiters[step.which % Math.max(1, world.waiters.length)]?.cancel.abort();
  }
}

/** Which of what was observed a run of steps violates; and how many hits it saw. */
async function play(
  first: readonly CachePolicy[],
  steps: readonly Step[],
): Promise<{ violations: string[]; hits: number }> {
  const folder = mkdtempSync(join(tmpdir(), 'cache-'));
  const world = new CacheWorld(join(folder, 'cache.db'));
  try {
    await world.open(first);
    for (const step of steps) {
      await take(world, step);
      await settle();
    }
    await world.close();
    return { violations: world.violations, hits: world.hits };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

test(
  'no hit is ever one that the model forbids, whatever happens in whatever order',
  async () => {
    let hits = 0;
    await fc.assert(
      fc.asyncProperty(
        rules,
        rules,
        fc.array(step, { minLength: 10, maxLength: 60 }),
        async (a, b, steps) => {
          const played = await play([POLICIES[a], POLICIES[b]], steps);
          hits += played.hits;
          expect(played.violations).toEqual([]);
        },
      ),
      { numRuns: RUNS },
    );
    // Some eighty on average: what is never served is never wrong.
    expect(hits).toBeGreaterThan(10);
  },
  Math.max(120_000, RUNS * 60),
);
