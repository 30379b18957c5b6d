import { runBatch } from './batch/run-batch.ts';
import type { MetaTool } from './meta-tool.ts';

/** Several calls at once, which may use each other's results. */
export const callTools: MetaTool = {
  name: 'call_tools',
  // The schema of one call stands here in words: spelt out, it would cost twice as much.
  description:
    'Up to 32 parallel calls {id,name,arguments,after}. {"$ref":"id#text"} or {"$ref":"id#/structuredContent/…"} takes from a result.',
  inputSchema: {
    type: 'object',
    properties: { calls: { type: 'array', items: { type: 'object' } } },
  },
  run: runBatch,
};
