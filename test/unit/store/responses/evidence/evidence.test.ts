import { beforeEach, describe, expect, test } from 'vitest';
import { openStore } from '../../../../../src/store/keyv/open-store.ts';
import type { Store } from '../../../../../src/store/keyv/store.ts';
import { adviseAll } from '../../../../../src/store/responses/evidence/advice.ts';
import { Evidence } from '../../../../../src/store/responses/evidence/evidence.ts';
import { ManualClock } from '../../manual-clock.ts';
import { recordingLog } from '../../recording-log.ts';

const TOOL = 'files__read';
const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

let clock: ManualClock;
let log: ReturnType<typeof recordingLog>;
let store: Store;
let evidence: Evidence;

async function open(): Promise<void> {
  evidence = new Evidence({ texts: store.texts('evidence'), clock, log });
  await evidence.reload();
}

beforeEach(async () => {
  clock = new ManualClock();
  log = recordingLog();
  store = await openStore('memory:', { clock, log, maxBytes: 10_000_000 });
  await open();
});

function see(text: string, { path = 'a', afterMs = 0, tool = TOOL } = {}): void {
  clock.advance(afterMs);
  const request = {
    method: 'tools/call',
    serverName: 'files',
    name: 'read',
    definitionHash: '',
    toolHash: '',
    arguments: { path },
    principal: '',
    workspace: '',
    audience: '',
  } as const;
  const result = { content: [{ type: 'text', text }] };
  evidence.observe({ tool, request, result, durationMs: 100, noted: evidence.begin('files') });
}

const advice = () => adviseAll(evidence.all())[0];

describe('advice', () => {
  test('needs a repeat with the same arguments', () => {
    see('x');
    see('x', { path: 'b' });
    expect(advice()).toBeUndefined();
  });

  test('gives the longest TTL that would never have served a wrong answer, and what it would have spared', () => {
    see('x');
    for (let i = 0; i < 8; i++) see('x', { afterMs: MINUTE_MS });
    see('y', { afterMs: 2 * MINUTE_MS });
    see('y', { afterMs: MINUTE_MS });
    expect(advice()).toMatchObject({ calls: 11, repeats: 10, unchangedShare: 0.9, safeTtlMs: MINUTE_MS });
  });

  test('counts what a cache with that TTL would really have held', () => {
    see('x');
    for (let i = 0; i < 20; i++) see('x', { afterMs: 20_000 });
    // Asked at 0 s, answered at 20 … 280 s, asked again at 300 s, answered at 320 … 400 s.
    expect(advice()).toMatchObject({ safeTtlMs: 300_000, sparedCalls: 19, sparedMs: 1_900 });
  });

  test('is none where answers change at once', () => {
    for (let i = 0; i < 10; i++) see(`x${i}`, { afterMs: 1_000 });
    expect(advice()).toMatchObject({ unchangedShare: 0, safeTtlMs: 0, sparedCalls: 0 });
  });

  test('does not count a repeat after a call that may have changed the server', () => {
    see('x');
    evidence.noteChange('files');
    see('y', { afterMs: 1_000 });
    expect(advice()).toBeUndefined();
  });

  test('takes an answer that is the same after such a call for one that has lasted, and another for nothing', () => {
    see('x');
    see('x', { afterMs: MINUTE_MS });
    evidence.noteChange('files');
    see('x', { afterMs: 5 * MINUTE_MS });
    expect(advice()).toMatchObject({ repeats: 1, safeTtlMs: 5 * MINUTE_MS });
    evidence.noteChange('files');
    see('y', { afterMs: MINUTE_MS });
    see('y', { afterMs: MINUTE_MS });
    expect(advice()).toMatchObject({ repeats: 2, sameAfterChange: 1, unchangedShare: 1 });
    expect(advice()).toMatchObject({ safeTtlMs: 5 * MINUTE_MS });
  });

  test('goes on from what an earlier process saw', async () => {
    see('x');
    see('x', { afterMs: MINUTE_MS });
    await evidence.close();
    await store.flush();
    await open();
    expect(advice()).toMatchObject({ calls: 2, repeats: 1 });
  });
});

describe('a learned rule', () => {
  const seeStableHours = (hours: number): void => {
    see('x');
    for (let i = 0; i < hours * 12; i++) see('x', { afterMs: 5 * MINUTE_MS });
  };

  test('is made once an answer was the same often enough, and for twice its TTL', () => {
    see('x');
    for (let i = 0; i < 100; i++) see('x', { afterMs: 10_000 });
    expect(evidence.learnedRule(TOOL)).toBeUndefined();
    seeStableHours(2);
    expect(evidence.learnedRule(TOOL)).toMatchObject({ ttlMs: HOUR_MS, isLearned: true });
    expect(log.lines).toEqual(['info: a cache rule was learned']);
  });

  test('is no longer than half the time in which an answer was seen to change', () => {
    seeStableHours(4);
    see('y', { afterMs: 12 * MINUTE_MS });
    expect(evidence.learnedRule(TOOL)).toMatchObject({ ttlMs: 5 * MINUTE_MS });
  });

  test('is dropped at the first contradiction, and not made again', () => {
    seeStableHours(3);
    expect(evidence.learnedRule(TOOL)).toBeDefined();
    evidence.contradict(TOOL);
    seeStableHours(3);
    expect(evidence.learnedRule(TOOL)).toBeUndefined();
    expect(log.lines.at(-1)).toBe('warn: a learned cache rule was wrong and is dropped');
  });
});

test('however many tools and arguments are seen, little is kept of them', () => {
  for (let i = 0; i < 1_000; i++) {
    see('x', { path: `${i}` });
    see('x', { tool: `files__tool${i}` });
  }
  see('x', { path: '999' });
  expect(evidence.all()).toHaveLength(200);
  const records = evidence.all().map(([, { records }]) => Object.keys(records).length);
  expect(Math.max(...records)).toBeLessThanOrEqual(50);
  expect(advice()).toMatchObject({ repeats: 1 });
});

test('a busy server is watched no more than fifty times a second', () => {
  const looks = Array.from({ length: 1_000 }, () => evidence.mayLook());
  expect(looks.filter(Boolean)).toHaveLength(50);
  clock.advance(1_000);
  expect(evidence.mayLook()).toBe(true);
});

test('what two processes saw side by side is put together', async () => {
  const other = new Evidence({ texts: store.texts('evidence'), clock, log });
  see('x');
  for (let i = 0; i < 5; i++) see('x', { afterMs: MINUTE_MS });
  const own = evidence;
  evidence = other;
  see('x');
  see('y', { afterMs: 20_000 });
  await other.close();
  await own.reload();
  // The fuller account, with the change that only the other one saw.
  expect(adviseAll(own.all())[0]).toMatchObject({ calls: 6, safeTtlMs: 10_000 });
});
