import { expect, test } from 'vitest';
import { readDocument } from '../../../../src/catalog/search/documents/document.ts';
import {
  READER_VERSION,
  readKeptDocuments,
  writeDocuments,
} from '../../../../src/catalog/search/documents/kept-documents.ts';
import { TermReader } from '../../../../src/catalog/search/text/terms.ts';
import { ToolIndex } from '../../../../src/catalog/search/tool-index.ts';

const SAMPLE = {
  name: 'createPullRequest',
  description: 'Opens a pull request on GitHub. Reviewers are asked; labels may be added.',
  inputSchema: {
    type: 'object',
    properties: {
      title: { type: 'string', description: 'What it is about' },
      state: { enum: ['open', 'draft'] },
    },
  },
};
const TOOLS = [SAMPLE, { name: 'get_forecast', description: 'Weather forecast for a city. 天気予報' }];

function read(vocabulary = new Map<string, number>()) {
  const reader = new TermReader();
  return TOOLS.map((tool) => readDocument('github', tool, reader, vocabulary));
}

test('documents that were kept are those that were read, whatever the vocabulary knew before', () => {
  const vocabulary = new Map<string, number>();
  const documents = read(vocabulary);
  const terms = [...vocabulary.keys()];
  const text = writeDocuments(documents, (id) => terms[id] ?? '');
  const other = new Map([
    ['zebra', 0],
    ['github', 1],
  ]);
  expect(readKeptDocuments(text, other)).toEqual(
    read(
      new Map([
        ['zebra', 0],
        ['github', 1],
      ]),
    ),
  );
  expect(readKeptDocuments(text, new Map())).toHaveLength(2);
});

test('an index made of kept documents answers as one that read the tools', () => {
  let kept: string | undefined;
  const store = {
    load: () => kept,
    save: (text: string) => {
      kept = text;
    },
  };
  const [fresh, loaded] = [new ToolIndex(), new ToolIndex()];
  fresh.upsertServer('github', TOOLS, store);
  loaded.upsertServer('github', TOOLS, { ...store, save: () => expect.unreachable() });
  expect(loaded.search('weather and pull requests')).toEqual(fresh.search('weather and pull requests'));
});

test.each(['', '{', 'null', '[]', '{"terms":[]}', '{"terms":["a"],"rows":[]}'])(
  'a torn text is read over: %s',
  (text) => {
    const index = new ToolIndex();
    index.upsertServer('github', TOOLS, { load: () => text, save: () => {} });
    expect(index.search('weather forecast').tools[0]?.tool.name).toBe('get_forecast');
  },
);

test('whoever changes how tools are read raises READER_VERSION', () => {
  const vocabulary = new Map<string, number>();
  const documents = read(vocabulary);
  const terms = [...vocabulary.keys()];
  expect({
    version: READER_VERSION,
    read: writeDocuments(documents, (id) => terms[id] ?? ''),
  }).toMatchInlineSnapshot(`
    {
      "read": "{"terms":["creat","pull","request","github","open","review","ask","label","ad","titl","state","draft","forecast","weather","citi","天気","気予","予報"],"rows":[[[3,1,4,4,2,2],[1,257,321,513,577,801,833,1089,1185,1377,1633,1889,2145,2433,2689,2977]],[[1,1,3,3,0,0],[801,3073,3137,3393,3649,3937,4193,4449]]]}",
      "version": 1,
    }
  `);
});
