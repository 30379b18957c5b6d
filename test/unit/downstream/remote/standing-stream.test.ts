import { expect, test } from 'vitest';
import { watchStandingStream } from '../../../../src/downstream/remote/standing-stream.ts';

/** What was noticed of GETs that were answered with these; `resumes` is one that names the last event. */
async function noticed(
  ...answers: { status: number; resumes?: boolean; method?: string }[]
): Promise<string[]> {
  const events: string[] = [];
  const statuses = answers.map(({ status }) => status);
  const fetch = watchStandingStream(async () => new Response(null, { status: statuses.shift() ?? 200 }), {
    forgotten: () => events.push('forgotten'),
    reopened: () => events.push('reopened'),
  });
  for (const { resumes, method = 'GET' } of answers)
    await fetch('http://localhost/mcp', { method, headers: resumes ? { 'last-event-id': '1' } : {} });
  return events;
}

const OPEN = { status: 200 };

test('a stream that is opened again has missed something, unless it goes on after the last event', async () => {
  expect(await noticed(OPEN)).toEqual([]);
  expect(await noticed(OPEN, OPEN, OPEN)).toEqual(['reopened', 'reopened']);
  expect(await noticed(OPEN, { ...OPEN, resumes: true })).toEqual([]);
  expect(await noticed(OPEN, { status: 503 }, OPEN)).toEqual(['reopened']);
});

test('a server that refuses what it had opened has forgotten the session', async () => {
  expect(await noticed(OPEN, { status: 404 })).toEqual(['forgotten']);
  expect(await noticed(OPEN, { status: 404, resumes: true })).toEqual(['forgotten']);
  expect(await noticed(OPEN, { status: 400 })).toEqual(['forgotten']);
});

test('one that refuses a single event, a POST, or has never opened a stream has forgotten nothing', async () => {
  expect(await noticed(OPEN, { status: 400, resumes: true })).toEqual([]);
  expect(await noticed(OPEN, { status: 404, method: 'POST' })).toEqual([]);
  expect(await noticed({ status: 404 }, { status: 400 }, { status: 405 })).toEqual([]);
});
