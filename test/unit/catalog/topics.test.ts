import { expect, test } from 'vitest';
import { topicsOf } from '../../../src/catalog/topics.ts';

test('a server is about what most of its tools’ names have, its own name and verbs left out', () => {
  const tools = ['create_issue', 'list_issues', 'get_pull_request', 'mergePullRequest', 'search_github_code'];
  expect(topicsOf('github', tools).slice(0, 3)).toEqual(['issue', 'pull', 'request']);
  expect(topicsOf('echo', ['echo', 'sleep'])).toEqual(['sleep']);
  expect(topicsOf('memory', ['create_entities', 'open_nodes', 'add_entity'])).toEqual(['entities', 'nodes']);
  expect(topicsOf('empty', [])).toEqual([]);
});
