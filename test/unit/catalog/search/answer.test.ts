import { expect, test } from 'vitest';
import { composeAnswer } from '../../../../src/catalog/search/answer.ts';
import { ToolIndex } from '../../../../src/catalog/search/tool-index.ts';
import { countTokens } from '../../../../src/catalog/tokens/count-tokens.ts';

const qualifiedName = (server: string, toolName: string): string => `${server}__${toolName}`;

function search(query: string, tools = 2) {
  const index = new ToolIndex();
  const inputSchema = {
    type: 'object',
    properties: { path: { type: 'string' }, mode: { enum: ['text', 'binary'] } },
    required: ['path'],
  };
  index.upsertServer(
    'files',
    Array.from({ length: tools }, (_, number) => ({
      name: `read_file_${number}`,
      description: `Reads file ${number}. `.repeat(20),
      inputSchema,
    })),
  );
  return index.search(query);
}

test('an answer has name, parameters and one line of each tool, and the same as data', () => {
  const { text, structuredContent } = composeAnswer(search('read file'), { qualifiedName });
  const [line = ''] = text.split('\n');
  expect(line).toMatch(/^files__read_file_0\(path: string, mode\?: "text"\|"binary"\) — Reads file 0$/);
  expect(structuredContent).toMatchObject({
    confident: true,
    tools: [{ name: 'files__read_file_0', signature: line }, {}],
  });
});

test('where nothing fits, the answer says so', () => {
  const { text, structuredContent } = composeAnswer(search('zzyzx'), { qualifiedName });
  expect(text).toBe('No tool fits. Try other words, or fewer.');
  expect(structuredContent).toEqual({ confident: false, tools: [], more: [] });
});

test('tools of a failing server are marked, with the reason', () => {
  const failure = (): string => 'exited with code 7';
  const { text, structuredContent } = composeAnswer(search('read file'), { qualifiedName, failure });
  expect(text).toContain('[server failing: exited with code 7]');
  expect(structuredContent.tools[0]).toMatchObject({ failing: 'exited with code 7' });
});

test.each([100, 500, 2_000])('an answer keeps to %d tokens', (maxTokens) => {
  const { text } = composeAnswer(search('read file', 300), { qualifiedName, maxTokens });
  expect(countTokens(text)).toBeLessThanOrEqual(maxTokens);
  expect(text).toContain('files__read_file');
});
