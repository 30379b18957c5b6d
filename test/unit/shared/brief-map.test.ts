import { expect, test } from 'vitest';
import { BriefMap } from '../../../src/shared/brief-map.ts';

test('it holds what a Map would hold, in the same order, however many have come and gone', () => {
  const [brief, map] = [new BriefMap<number, string>(), new Map<number, string>()];
  for (let id = 0; id < 5_000; id++) {
    for (const each of [brief, map]) {
      each.set(id, `v${id}`);
      if (id % 7 === 0) each.set(3, `again ${id}`);
      if (id >= 40 && id % 11 !== 0) each.delete(id - 40);
    }
    if (id % 500 === 0) expect([...brief]).toEqual([...map]);
  }
  expect([...brief.keys()]).toEqual([...map.keys()]);
  expect([...brief.values()]).toEqual([...map.values()]);
  expect([brief.size, brief.get(3), brief.has(4_999), brief.has(5_000)]).toEqual([
    map.size,
    map.get(3),
    true,
    false,
  ]);
  brief.clear();
  expect(brief.size).toBe(0);
});
