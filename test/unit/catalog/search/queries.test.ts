import { expect, test } from 'vitest';
import { ToolIndex } from '../../../../src/catalog/search/tool-index.ts';

function toolIndex(tools: Record<string, Record<string, string>>): ToolIndex {
  const index = new ToolIndex();
  for (const [server, named] of Object.entries(tools)) {
    index.upsertServer(
      server,
      Object.entries(named).map(([name, description]) => ({ name, description })),
    );
  }
  return index;
}

const first = (index: ToolIndex, query: string): string | undefined =>
  index.search(query).tools[0]?.tool.name;

const OFFICE = {
  mail: {
    send_email: 'Send an email to one or more recipients.',
    search_inbox: 'Search messages in the inbox.',
  },
  files: { read_file: 'Read a file from disk.', delete_file: 'Delete a file from disk.' },
  weather: { get_forecast: 'Weather forecast for a city.' },
  shop: { create_invoice: 'Create an invoice for a customer.' },
};

test.each([
  ['erase that document from my hard drive', 'delete_file'],
  ['will it rain in Oslo tomorrow', 'get_forecast'],
  ['bill the client for the work', 'create_invoice'],
])('"%s" is understood though no word of it is in the catalog', (query, expected) => {
  expect(first(toolIndex(OFFICE), query)).toBe(expected);
});

test('each step of a plan gets a tool', () => {
  const { tools } = toolIndex(OFFICE).search(
    'Check the weather for Oslo, then read the file with the travel plans, and email it to the team.',
  );
  const names = tools.slice(0, 3).map(({ tool }) => tool.name);
  expect(names.sort()).toEqual(['get_forecast', 'read_file', 'send_email']);
});

test('several phrasings are one search', () => {
  const { tools } = toolIndex(OFFICE).search(['meteorology of a town', 'rain tomorrow', 'forecast']);
  expect(tools[0]?.tool.name).toBe('get_forecast');
});

test('it is said when nothing seems to fit, and the nearest are shown all the same', () => {
  const index = toolIndex(OFFICE);
  const { confident, tools } = index.search('transpose a guitar chord to another key');
  expect(confident).toBe(false);
  expect(tools.length).toBeGreaterThan(0);
  expect(index.search('weather forecast for Berlin').confident).toBe(true);
});

const ABROAD = {
  wetter: {
    wettervorhersage: 'Die Wettervorhersage für eine Stadt abrufen.',
    unwetterwarnungen: 'Aktuelle Unwetterwarnungen der Region auflisten.',
  },
  rechnung: { rechnung_erstellen: 'Eine neue Rechnung für einen Kunden erstellen.' },
  天気: { 天気予報: '指定した都市の天気予報を取得します。' },
  文件: { 读取文件: '读取磁盘上的文件内容。', 发送邮件: '向收件人发送电子邮件。' },
};

test.each([
  ['Wie wird das Wetter morgen? Vorhersage bitte', 'wettervorhersage'],
  ['neue Rechnungen für den Kunden', 'rechnung_erstellen'],
  ['gibt es eine Unwetterwarnung', 'unwetterwarnungen'],
  ['明日の東京の天気を教えて', '天気予報'],
  ['给同事发邮件', '发送邮件'],
  ['打开并读取这个文件', '读取文件'],
])('"%s" finds a tool described in its language', (query, expected) => {
  expect(first(toolIndex(ABROAD), query)).toBe(expected);
});

const HOSTILE: readonly (readonly [string, string])[] = [
  ['spaces and line breaks in turns', ' \n'.repeat(50_000)],
  ['commas', 'x, '.repeat(33_000)],
  ['numbers of a list', '1. '.repeat(33_000)],
  ['accents on one letter', `e${'\u0301'.repeat(100_000)}`],
  ['ligatures that become words', '\uFDFA'.repeat(100_000)],
];

/** Work is counted in what is read, not in time: a search of bounded text ends soon. */
test.each(HOSTILE)('a query of 100 kB of %s is answered', (_, query) => {
  const index = toolIndex(OFFICE);
  expect(index.search(query).tools.length).toBeLessThanOrEqual(5);
  expect(index.search(Array.from({ length: 50 }, () => query)).tools.length).toBeLessThanOrEqual(5);
});

test('a name of 100 kB is found, and slows no other search', () => {
  const index = toolIndex({ ...OFFICE, odd: { ['aB'.repeat(50_000)]: 'x '.repeat(100_000) } });
  expect(first(index, 'weather forecast')).toBe('get_forecast');
});

test('an empty query finds nothing', () => {
  expect(toolIndex(OFFICE).search('').tools).toEqual([]);
  expect(toolIndex(OFFICE).search([]).tools).toEqual([]);
});
