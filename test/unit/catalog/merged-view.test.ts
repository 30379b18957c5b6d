import { expect, test } from 'vitest';
import { findMetaTool, listedTools } from '../../../src/calls/meta/list.ts';
import { MergedView } from '../../../src/catalog/merged-view.ts';
import { knownCatalog, snapshotOf } from './known-catalog.ts';

const FULL = { exposure: 'full' };

test('the order of a list is the configuration’s, in whatever order servers are learned, so prompt caches hit', async () => {
  const servers = { c: ['one', 'two'], a: ['three'], b: ['four'] };
  const names = Object.keys(servers) as (keyof typeof servers)[];
  const lists = await Promise.all(
    [names, [...names].reverse()].map(async (order) => {
      const catalog = await knownCatalog({ c: [], a: [], b: [] }, FULL);
      for (const name of order) catalog.update(name, snapshotOf(servers[name]));
      return JSON.stringify(listedTools(new MergedView(catalog)));
    }),
  );
  expect(lists[1]).toBe(lists[0]);
  const [list = ''] = lists;
  expect(JSON.parse(list).map((tool: { name: string }) => tool.name)).toEqual([
    'c__one',
    'c__two',
    'a__three',
    'b__four',
  ]);
});

test('a tool named like a meta-tool, a name on two servers, and names that look alike are each called for certain', async () => {
  const catalog = await knownCatalog(
    { b1: ['x_y', 'find_tools', 'echo', 'ech\u043e'], b1_x: ['y', 'echo'] },
    FULL,
  );
  const view = new MergedView(catalog);
  const tools = [...view.tools()];
  expect(new Set(tools.map(({ qualifiedName }) => qualifiedName)).size).toBe(tools.length);
  for (const { qualifiedName, serverName, toolName } of tools) {
    expect(findMetaTool(qualifiedName)).toBeUndefined();
    expect(view.findTool(qualifiedName)).toMatchObject({ serverName, toolName });
  }
  expect(view.findTool('b1__x_y')).toMatchObject({ serverName: 'b1', toolName: 'x_y' });
  expect(view.findTool('b1_x__y')).toMatchObject({ serverName: 'b1_x', toolName: 'y' });
  expect(view.toolsCalled('echo').map(({ serverName }) => serverName)).toEqual(['b1', 'b1_x']);
});

test('a lazy list is the same whatever is learned, unless a pinned tool is another', async () => {
  const catalog = await knownCatalog({ a: ['one'], b: [] }, { exposure: 'lazy', pinned: ['a__*'] });
  const view = new MergedView(catalog);
  const before = { list: JSON.stringify(listedTools(view)), digests: view.digests() };
  catalog.update('b', snapshotOf(['two', 'three']));
  expect(view.digests()).toEqual(before.digests);
  expect(JSON.stringify(listedTools(view))).toBe(before.list);
  catalog.update('a', snapshotOf(['one', 'more']));
  expect(view.digests().tools).not.toBe(before.digests.tools);
  expect(listedTools(view).at(-1)).toMatchObject({ name: 'a__more' });
});

test('a profile that is no longer configured shows nothing', async () => {
  const catalog = await knownCatalog({ a: ['one'] }, { profiles: { work: { servers: ['a'] } } });
  const view = new MergedView(catalog, 'work');
  expect([...view.tools()]).toHaveLength(1);
  const { config } = catalog;
  catalog.reconfigure({ ...config, profiles: [] }, () => snapshotOf(['one']));
  expect([...view.tools()]).toEqual([]);
  expect(view.findTool('a__one')).toBeUndefined();
});
