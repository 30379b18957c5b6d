import { afterEach, beforeEach, expect, test } from 'vitest';
import { connectHost } from '../helpers/host.ts';
import { openSandbox, type Sandbox } from '../helpers/sandbox.ts';

let sandbox: Sandbox;

beforeEach(() => {
  sandbox = openSandbox();
});
afterEach(() => sandbox.close());

async function toolNames(fixture: string): Promise<string[]> {
  const host = await connectHost(sandbox, { fixtures: [fixture], settings: { exposure: 'full' } });
  const names = async (): Promise<string[]> => (await host.listTools()).tools.map(({ name }) => name);
  await expect.poll(names, { timeout: 20_000 }).not.toEqual([]);
  const found = await names();
  await host.close();
  return found;
}

test('all ten thousand tools of a paged list are there, in one page', async () => {
  const names = await toolNames('paged');
  expect(names).toHaveLength(10_000);
  expect(new Set(names).size).toBe(10_000);
});

test('an empty cursor is a cursor like any other', async () => {
  expect((await toolNames('empty-cursor')).length).toBeGreaterThan(1);
});

test.each(['endless-cursor', 'repeating-cursor'])(
  '%s is cut, and what was read is served',
  async (fixture) => {
    expect((await toolNames(fixture)).length).toBeGreaterThan(0);
  },
);

test('tools that no host could use are left out alone', async () => {
  expect(await toolNames('bad-schemas')).toEqual([
    'bad-schemas__echo',
    'bad-schemas__recursive',
    'bad-schemas__exponential',
  ]);
});

test('every odd name is published as one that all hosts accept, and none is lost or doubled', async () => {
  const names = await toolNames('odd-names');
  for (const name of names) expect(name).toMatch(/^[a-zA-Z][a-zA-Z0-9_-]{0,47}$/);
  expect(new Set(names).size).toBe(names.length);
  expect(names).toHaveLength(25);
});
