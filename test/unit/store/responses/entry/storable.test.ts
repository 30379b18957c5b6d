import { expect, test } from 'vitest';
import { isFinalAnswer, isPlainRequest } from '../../../../../src/store/responses/entry/storable.ts';

test.each([{ task: {} }, { inputResponses: {} }, { requestState: 'x' }])(
  'a request with %j has no answer to share',
  (part) => {
    expect(isPlainRequest({ name: 'a', arguments: {} })).toBe(true);
    expect(isPlainRequest({ name: 'a', ...part })).toBe(false);
  },
);

test.each([
  { isError: true },
  { resultType: 'input_required' },
  { task: { taskId: '1' } },
  { inputRequests: {} },
  { _meta: { 'io.modelcontextprotocol/related-task': {} } },
])('an answer with %j is never given again', (part) => {
  expect(isFinalAnswer({ content: [], resultType: 'complete', _meta: { other: 1 } })).toBe(true);
  expect(isFinalAnswer({ content: [], ...part })).toBe(false);
});
