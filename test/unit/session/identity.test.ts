import { expect, test } from 'vitest';
import type { View } from '../../../src/catalog/view.ts';
import { instructions } from '../../../src/session/identity.ts';

function viewOf(kind: 'lazy' | 'full', names: readonly string[], own?: string): View {
  const snapshots = names.map((serverName) => ({
    serverName,
    snapshot: { identity: { instructions: own }, tools: [{ name: `read_notes` }] },
  }));
  return {
    onlyServer: undefined,
    snapshots: () => snapshots,
    exposure: () => ({ kind, tools: [] }),
  } as unknown as View;
}

test('instructions name the servers and pass on what these say of themselves', () => {
  expect(instructions(viewOf('full', ['files'], 'Paths are absolute.'))).toBe(
    'Trunkline brings these MCP servers under one entry: files (notes). Tools and prompts are named <server>__<name>.\n\nfiles: Paths are absolute.',
  );
});

test('behind a lazy list they stay short however many servers there are, and still say how to find a tool', () => {
  const names = Array.from({ length: 300 }, (_, index) => `some-server-${index}`);
  const text = instructions(viewOf('lazy', names, 'Long. '.repeat(50))) ?? '';
  expect(text.length).toBeLessThanOrEqual(700);
  expect(text).toMatch(/some-server-0, .* and \d+ more\. .*find_tools finds a tool/);
});

test('without servers they say so', () => {
  expect(instructions(viewOf('lazy', []))).toContain('none yet');
});
