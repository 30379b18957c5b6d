import { expect, test } from 'vitest';
import { chooseExposure } from '../../../src/catalog/exposure.ts';
import type { QualifiedName } from '../../../src/catalog/names.ts';
import type { PublishedTool } from '../../../src/catalog/publish.ts';

const AUTO = { exposure: 'auto', exposureBudgetTokens: 200, pinned: ['s__t1', 's__other*'] } as const;

const tools = (count: number): PublishedTool[] =>
  Array.from({ length: count }, (_, index) => ({
    qualifiedName: `s__t${index}` as QualifiedName,
    serverName: 's',
    toolName: `t${index}`,
    tool: { name: `s__t${index}`, description: 'What it does.', inputSchema: { type: 'object' } },
    isReadOnly: false,
    runsAsTask: false,
  }));
const listed = (count: number, rules: Parameters<typeof chooseExposure>[1]) => {
  const exposure = chooseExposure(() => tools(count), rules);
  return { kind: exposure.kind, count: exposure.tools.length };
};

test('auto lists every tool while that is cheap, then the pinned ones alone', () => {
  expect(listed(3, AUTO)).toEqual({ kind: 'full', count: 3 });
  expect(listed(20, AUTO)).toEqual({ kind: 'lazy', count: 1 });
  expect(listed(500, AUTO)).toEqual({ kind: 'lazy', count: 1 });
});

test('lazy and full hold whatever the list costs', () => {
  expect(listed(500, { ...AUTO, exposure: 'full' })).toEqual({ kind: 'full', count: 500 });
  expect(listed(3, { ...AUTO, exposure: 'lazy' })).toEqual({ kind: 'lazy', count: 1 });
});

test('auto shows how tools are found where none is known yet, since some hosts never ask again', () => {
  expect(listed(0, AUTO)).toEqual({ kind: 'lazy', count: 0 });
});
