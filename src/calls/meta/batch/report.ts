import type { CallToolResult } from '../../call.ts';
import type { Outcome } from './batch.ts';
import type { PlannedCall } from './plan.ts';
import { textOf } from './references.ts';

/** The results of a batch as one: for each call a line and its own content, and the same as data. */
export function reportBatch(calls: readonly PlannedCall[], outcomes: readonly Outcome[]): CallToolResult {
  const pairs = calls.flatMap((call, index) => {
    const outcome = outcomes[index];
    return outcome ? [{ call, outcome }] : [];
  });
  return {
    // Some hosts put one block right behind the other.
    content: pairs.flatMap(({ call, outcome }, index) => [
      { type: 'text', text: `${index > 0 ? '\n' : ''}${headingOf(call, outcome)}\n` },
      ...(Array.isArray(outcome.result.content) ? outcome.result.content : []),
    ]),
    structuredContent: { results: pairs.map(({ call, outcome }) => asData(call, outcome)) },
    ...(outcomes.every(({ status }) => status !== 'ok') && { isError: true }),
  };
}

function headingOf({ id, qualifiedName }: PlannedCall, { status, durationMs }: Outcome): string {
  return `[${id}] ${qualifiedName}: ${status}${status === 'skipped' ? '' : `, ${durationMs} ms`}`;
}

function asData({ id, qualifiedName: name }: PlannedCall, { status, durationMs, result }: Outcome): object {
  const { structuredContent } = result;
  // Some hosts show a model this and not the content.
  const said = structuredContent === undefined ? { text: textOf(result) } : { structuredContent };
  return { id, name, status, durationMs, ...said };
}
