import { expect, test } from 'vitest';
import { ToolIndex } from '../../../../src/catalog/search/tool-index.ts';

const names = (index: ToolIndex, query: string | string[], options = {}): string[] =>
  index.search(query, options).tools.map(({ server, tool }) => `${server}.${tool.name}`);

function sampleIndex(): ToolIndex {
  const index = new ToolIndex();
  index.upsertServer('github', [
    { name: 'create_issue', description: 'Open a new issue in a repository.' },
    { name: 'listPullRequests', description: 'List pull requests of a repository.' },
  ]);
  index.upsertServer('weather', [{ name: 'get_forecast', description: 'Weather forecast for a city.' }]);
  return index;
}

test('the tool whose words the query uses comes first', () => {
  expect(names(sampleIndex(), 'weather forecasts for Berlin')[0]).toBe('weather.get_forecast');
});

test('identifiers are found by the words inside them', () => {
  expect(names(sampleIndex(), 'pull request list')[0]).toBe('github.listPullRequests');
});

test('a server filter leaves out every other server', () => {
  expect(names(sampleIndex(), 'repository forecast', { servers: ['weather'] })).toEqual([
    'weather.get_forecast',
  ]);
});

test('a tool that the caller may not see is never found', () => {
  const isVisible = (_server: string, tool: { name: string }): boolean => tool.name !== 'create_issue';
  expect(names(sampleIndex(), 'issue repository', { isVisible })).toEqual(['github.listPullRequests']);
});

test('a replaced server answers with its new tools only', () => {
  const index = sampleIndex();
  index.upsertServer('weather', [{ name: 'get_tides', description: 'Tides of a harbour.' }]);
  expect(names(index, 'weather forecast')).not.toContain('weather.get_forecast');
  expect(names(index, 'tides')).toEqual(['weather.get_tides']);
});

test('a removed server is not found any more', () => {
  const index = sampleIndex();
  index.removeServer('github');
  expect(names(index, 'create issue in repository')).toEqual([]);
});
